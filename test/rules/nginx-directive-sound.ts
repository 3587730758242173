/** Configurations that nginx accepts, with much of what people write; only modules that nginx-light has, addresses instead of names, no files. */
export const soundConfigs: readonly string[] = [
  `worker_processes auto;
worker_rlimit_nofile 8192;
error_log stderr warn;
events {
    worker_connections 1024;
    multi_accept on;
    use epoll;
}
http {
    default_type application/octet-stream;
    types {
        text/html html htm;
        text/css css;
        application/json json;
    }
    log_format main '$remote_addr "$request" $status $upstream_response_time';
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 65s;
    keepalive_requests 1000;
    client_max_body_size 20m;
    client_body_timeout 30s;
    large_client_header_buffers 4 16k;
    gzip on;
    gzip_comp_level 5;
    gzip_min_length 1024;
    gzip_proxied any;
    gzip_types text/css application/json;
    server_tokens off;
    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' close;
    }
    upstream orders {
        least_conn;
        server 127.0.0.1:18081 weight=2 max_fails=2 fail_timeout=5s;
        server 127.0.0.1:18082 backup;
        keepalive 16;
        keepalive_timeout 60s;
    }
    server {
        listen 127.0.0.1:18080 default_server;
        server_name shop.example.com;
        return 404;
    }
    server {
        listen 127.0.0.1:18080;
        server_name orders.example.com;
        server_name_in_redirect off;
        add_header X-Frame-Options DENY always;
        error_page 500 502 503 504 /sorry.html;
        location / {
            proxy_pass http://orders;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header Connection $connection_upgrade;
            proxy_connect_timeout 2s;
            proxy_read_timeout 1m30s;
            proxy_next_upstream error timeout http_502;
            proxy_next_upstream_tries 2;
            proxy_buffering on;
            proxy_buffer_size 16k;
            proxy_buffers 8 16k;
        }
        location = /sorry.html {
            root /srv/www;
            internal;
            expires 10m;
        }
        location ~ ^/static/(.*)$ {
            alias /srv/static/$1;
            autoindex off;
            etag on;
        }
    }
}
`,
  `daemon on;
events {
    worker_connections 256;
    accept_mutex off;
}
http {
    access_log off;
    reset_timedout_connection on;
    send_timeout 10s;
    client_header_buffer_size 2k;
    client_body_buffer_size 64k;
    limit_rate_after 1m;
    open_file_cache max=1000 inactive=20s;
    open_file_cache_valid 30s;
    server {
        listen 127.0.0.1:18090;
        server_name _;
        merge_slashes off;
        underscores_in_headers on;
        set $backend 127.0.0.1:18091;
        if ($http_user_agent ~* curl) {
            return 403;
        }
        location /api/ {
            if ($request_method = POST) {
                set $backend 127.0.0.1:18092;
                add_header X-Write yes;
                limit_rate 512k;
            }
            rewrite ^/api/(.*)$ /$1 break;
            proxy_pass http://$backend;
            proxy_request_buffering off;
            proxy_ignore_headers Expires Set-Cookie;
            satisfy any;
            allow 10.0.0.0/8;
            deny all;
            limit_except GET HEAD {
                deny all;
            }
        }
        location /php {
            fastcgi_pass 127.0.0.1:9000;
            fastcgi_param SCRIPT_FILENAME /srv/php$fastcgi_script_name;
            fastcgi_read_timeout 20s;
            fastcgi_buffers 16 8k;
            fastcgi_keep_conn on;
        }
        location /files/ {
            root /srv;
            try_files $uri $uri/ @fallback;
            directio 4m;
            output_buffers 2 32k;
        }
        location @fallback {
            proxy_pass http://127.0.0.1:18093;
            proxy_redirect off;
        }
        location /status {
            stub_status;
            auth_basic off;
        }
    }
}
`,
];
