/** Variables that say how many connections one process keeps to its database at most, as applications and frameworks name them. */
export const poolVariables: readonly string[] = [
  // Spring Boot with HikariCP (relaxed binding), Quarkus, Keycloak, Grafana
  "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE",
  "SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE",
  "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
  "KC_DB_POOL_MAX_SIZE",
  "GF_DATABASE_MAX_OPEN_CONN",
  // names that applications give by habit
  "DB_POOL",
  "DB_POOL_SIZE",
  "DB_POOL_MAX",
  "DB_POOL_MAX_SIZE",
  "DB_MAX_POOL_SIZE",
  "DB_MAX_OPEN_CONNS",
  "DB_MAX_OPEN_CONNECTIONS",
  "DB_MAX_CONNECTIONS",
  "DATABASE_POOL",
  "DATABASE_POOL_SIZE",
  "DATABASE_POOL_MAX",
  "DATABASE_MAX_POOL_SIZE",
  "DATABASE_MAX_CONNECTIONS",
  "POSTGRES_POOL_SIZE",
  "POSTGRES_MAX_POOL_SIZE",
  "PG_POOL_SIZE",
  "PG_POOL_MAX",
  "MYSQL_POOL_SIZE",
  "SQLALCHEMY_POOL_SIZE",
  "HIKARI_MAXIMUM_POOL_SIZE",
];

/** Java properties of the same meaning. */
export const poolProperties: readonly string[] = [
  "spring.datasource.hikari.maximum-pool-size",
  "spring.datasource.hikari.maximumPoolSize",
  "quarkus.datasource.jdbc.max-size",
];

/** A database server and where its limit of connections stands. */
export interface DatabaseServer {
  readonly name: string;
  readonly source: string;
  /** Last part of its images' names. */
  readonly image: RegExp;
  /** The limit in its command line; group 1. */
  readonly command: RegExp;
  readonly variables: readonly string[];
  /** The limit in a configuration file; group 1. */
  readonly file: RegExp;
  /** Connections where nothing is set. */
  readonly fallback: number;
}

/** Databases whose connections cost a process or a thread each, and are few therefore. */
export const databaseServers: readonly DatabaseServer[] = [
  {
    name: "PostgreSQL",
    source: "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS",
    image: /^(?:postgres(?:ql)?|postgis|timescaledb(?:-ha)?|pgvector|postgresql-\d+-\w+)$/,
    command: /(?:-c\s*|--)max[_-]connections=(\d+)/,
    variables: ["POSTGRESQL_MAX_CONNECTIONS"],
    file: /^[ \t]*max_connections[ \t]*(?:=[ \t]*)?'?(\d+)/m,
    fallback: 100,
  },
  {
    name: "MySQL",
    source: "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_connections",
    image: /^(?:mysql|mysql-server|mariadb|percona(?:-server)?|mysql-\d+-\w+)$/,
    command: /--max[_-]connections=(\d+)/,
    variables: ["MYSQL_MAX_CONNECTIONS"],
    file: /^[ \t]*max[_-]connections[ \t]*=[ \t]*(\d+)/m,
    fallback: 151,
  },
];
