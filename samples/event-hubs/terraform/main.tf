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

variable "tenant_id" {
  type        = string
  description = "Our own tenant"
}

data "azurerm_subscription" "current" {}

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

# Closed: no shared keys, no public network, a private endpoint for our own consumers, a key of our own, logs of who connects.

resource "azurerm_resource_group" "closed" {
  name     = "rg-closed"
  location = "westeurope"
}

resource "azurerm_eventhub_namespace" "closed" {
  name                          = "acme-closed"
  location                      = "westeurope"
  resource_group_name           = azurerm_resource_group.closed.name
  sku                           = "Premium"
  capacity                      = 1
  local_authentication_enabled  = false
  public_network_access_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.closed.id]
  }

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

  capture_description {
    enabled             = true
    encoding            = "Avro"
    skip_empty_archives = true

    destination {
      name                        = "EventHubArchive.AzureBlockBlob"
      archive_name_format         = "{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}"
      blob_container_name         = "payments"
      storage_account_id          = azurerm_storage_account.captured.id
      storage_authentication_type = "UserAssigned"
      user_assigned_identity_id   = azurerm_user_assigned_identity.closed.id
    }
  }
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

# What guards the closed one stands in a group of its own, where the vendor has no role.

resource "azurerm_resource_group" "guard" {
  name     = "rg-guard"
  location = "westeurope"
}

resource "azurerm_user_assigned_identity" "closed" {
  name                = "acme-closed"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.guard.name
}

resource "azurerm_key_vault" "guard" {
  name                          = "acme-guard"
  location                      = "westeurope"
  resource_group_name           = azurerm_resource_group.guard.name
  tenant_id                     = var.tenant_id
  sku_name                      = "premium"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = false

  network_acls {
    bypass         = "AzureServices"
    default_action = "Deny"
  }
}

resource "azurerm_key_vault_key" "payments" {
  name         = "payments"
  key_vault_id = azurerm_key_vault.guard.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]

  rotation_policy {
    expire_after         = "P365D"
    notify_before_expiry = "P60D"

    automatic {
      time_before_expiry = "P30D"
    }
  }
}

resource "azurerm_role_assignment" "key_use" {
  scope                = azurerm_key_vault_key.payments.resource_versionless_id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.closed.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_eventhub_namespace_customer_managed_key" "closed" {
  eventhub_namespace_id     = azurerm_eventhub_namespace.closed.id
  key_vault_key_ids         = [azurerm_key_vault_key.payments.id]
  user_assigned_identity_id = azurerm_user_assigned_identity.closed.id
}

resource "azurerm_storage_account" "captured" {
  name                            = "acmecaptured"
  location                        = "westeurope"
  resource_group_name             = azurerm_resource_group.guard.name
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  shared_access_key_enabled       = false
  public_network_access_enabled   = false
  allow_nested_items_to_be_public = false

  network_rules {
    default_action = "Deny"
    bypass         = ["AzureServices"]
  }
}

resource "azurerm_role_assignment" "capture" {
  scope                = azurerm_storage_account.captured.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.closed.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_log_analytics_workspace" "guard" {
  name                = "acme-guard"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.guard.name
  sku                 = "PerGB2018"
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "closed" {
  name                       = "acme-closed"
  target_resource_id         = azurerm_eventhub_namespace.closed.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.guard.id

  enabled_log {
    category = "RuntimeAuditLogs"
  }

  enabled_log {
    category = "OperationalLogs"
  }

  enabled_log {
    category = "KafkaUserErrorLogs"
  }
}

resource "azurerm_monitor_diagnostic_setting" "activity" {
  name                       = "activity"
  target_resource_id         = data.azurerm_subscription.current.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.guard.id

  enabled_log {
    category = "Administrative"
  }

  enabled_log {
    category = "Policy"
  }

  enabled_log {
    category = "Security"
  }
}
