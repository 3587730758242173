locals {
  labels = {
    "app.kubernetes.io/name"      = "ingress-nginx"
    "app.kubernetes.io/instance"  = "ingress-nginx"
    "app.kubernetes.io/component" = "controller"
  }
}

resource "kubernetes_config_map" "nginx_config" {
  metadata {
    name      = "ingress-nginx-controller"
    namespace = "ingress-nginx"
    labels    = local.labels
  }

  data = var.nginx_config
}

resource "kubernetes_deployment" "controller" {
  metadata {
    name      = "ingress-nginx-controller"
    namespace = "ingress-nginx"
    labels    = local.labels
  }

  spec {
    replicas = 3

    selector {
      match_labels = local.labels
    }

    template {
      metadata {
        labels = local.labels
      }

      spec {
        service_account_name             = "ingress-nginx"
        termination_grace_period_seconds = 300

        container {
          name  = "controller"
          image = var.image
          args = [
            "/nginx-ingress-controller",
            "--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller",
            "--election-id=ingress-nginx-leader",
            "--controller-class=k8s.io/ingress-nginx",
            "--ingress-class=nginx",
            "--configmap=$(POD_NAMESPACE)/ingress-nginx-controller",
          ]

          env {
            name = "POD_NAME"
            value_from {
              field_ref {
                field_path = "metadata.name"
              }
            }
          }
          env {
            name = "POD_NAMESPACE"
            value_from {
              field_ref {
                field_path = "metadata.namespace"
              }
            }
          }

          port {
            name           = "http"
            container_port = 80
          }
          port {
            name           = "https"
            container_port = 443
          }

          resources {
            requests = { cpu = "500m", memory = "256Mi" }
            limits   = { memory = "512Mi" }
          }

          lifecycle {
            pre_stop {
              exec {
                command = ["/wait-shutdown"]
              }
            }
          }

          liveness_probe {
            failure_threshold = 5
            http_get {
              path = "/healthz"
              port = 10254
            }
          }
          readiness_probe {
            failure_threshold = 3
            http_get {
              path = "/healthz"
              port = 10254
            }
          }
        }
      }
    }
  }
}
