terraform {
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.30"
    }
  }
}

module "ingress_controller" {
  source = "./modules/ingress-controller"

  image = "registry.k8s.io/ingress-nginx/controller:v1.9.4"

  nginx_config = {
    "proxy-body-size"            = "20m"
    "proxy-buffer-size"          = "128k"
    "proxy-buffers-number"       = "4"
    "upstream-keepalive-timeout" = "60s"
  }
}
