variable "nginx_config" {
  description = "Data of the controller's ConfigMap."
  type        = map(string)
}

variable "image" {
  description = "Image of the controller."
  type        = string
}
