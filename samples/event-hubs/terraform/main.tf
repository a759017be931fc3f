# Two namespaces of Azure Event Hubs: one as the provider makes it, one with everything closed that can be closed. The vendor is invented.

terraform {
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "subnet_id" {
  type        = string
  description = "Subnet of our own consumers"
}

# As the provider makes it: shared keys are accepted, and the internet may connect.

resource "azurerm_resource_group" "open" {
  name     = "rg-open"
  location = "westeurope"
}

resource "azurerm_eventhub_namespace" "open" {
  name                = "acme-open"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.open.name
  sku                 = "Standard"
  capacity            = 1
}

resource "azurerm_eventhub" "orders" {
  name              = "orders"
  namespace_id      = azurerm_eventhub_namespace.open.id
  partition_count   = 4
  message_retention = 1
}

resource "azurerm_role_assignment" "open_contributor" {
  scope                = azurerm_resource_group.open.id
  role_definition_name = "Contributor"
  principal_id         = "aaaaaaaa-0000-0000-0000-000000000001"
  principal_type       = "ServicePrincipal"
}

# Closed: no shared keys, no public network, a private endpoint for our own consumers.

resource "azurerm_resource_group" "closed" {
  name     = "rg-closed"
  location = "westeurope"
}

resource "azurerm_eventhub_namespace" "closed" {
  name                          = "acme-closed"
  location                      = "westeurope"
  resource_group_name           = azurerm_resource_group.closed.name
  sku                           = "Standard"
  capacity                      = 1
  local_authentication_enabled  = false
  public_network_access_enabled = false

  network_rulesets {
    default_action                 = "Deny"
    public_network_access_enabled  = false
    trusted_service_access_enabled = false
  }
}

resource "azurerm_private_endpoint" "closed" {
  name                = "acme-closed"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.closed.name
  subnet_id           = var.subnet_id

  private_service_connection {
    name                           = "acme-closed"
    private_connection_resource_id = azurerm_eventhub_namespace.closed.id
    subresource_names              = ["namespace"]
    is_manual_connection           = false
  }
}

resource "azurerm_eventhub" "payments" {
  name              = "payments"
  namespace_id      = azurerm_eventhub_namespace.closed.id
  partition_count   = 4
  message_retention = 1
}

resource "azurerm_role_assignment" "closed_contributor" {
  scope                = azurerm_resource_group.closed.id
  role_definition_name = "Contributor"
  principal_id         = "aaaaaaaa-0000-0000-0000-000000000001"
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "closed_receiver" {
  scope                = azurerm_eventhub.payments.id
  role_definition_name = "Azure Event Hubs Data Receiver"
  principal_id         = "aaaaaaaa-0000-0000-0000-000000000002"
  principal_type       = "ServicePrincipal"
  condition_version    = "2.0"
  condition            = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals 'streams'"
}

resource "azurerm_role_assignment" "closed_reader" {
  scope                = azurerm_resource_group.closed.id
  role_definition_name = "Reader"
  principal_id         = "aaaaaaaa-0000-0000-0000-000000000003"
  principal_type       = "ServicePrincipal"
}
