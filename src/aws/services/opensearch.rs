//! Amazon OpenSearch Service: domains, and collections of OpenSearch Serverless.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for Amazon OpenSearch Service"; "Identity and Access Management in Amazon OpenSearch
/// Service" (the HTTP method decides the action, the path is the resource; a search may be a POST); "Encryption of data at rest": the service
/// uses a grant. A domain in a VPC also needs a network path.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "es",
    stores: &[StoreKind {
        id: "opensearch-domain",
        label: "OpenSearch domain",
        arn: "arn:${Partition}:es:${Region}:${Account}:domain/${DomainName}",
        read: &[Way::under("es:ESHttpGet", "/*"), Way::under("es:ESHttpPost", "/*")],
        write: &[Way::under("es:ESHttpPut", "/*"), Way::under("es:ESHttpPost", "/*"), Way::under("es:ESHttpPatch", "/*")],
        delete: &[Way::under("es:ESHttpDelete", "/*"), Way::store("es:DeleteDomain"), Way::store("es:DeleteElasticsearchDomain")],
        list: &[Way::any("es:ListDomainNames")],
        // Access policy and master user.
        control: &[Way::store("es:UpdateDomainConfig"), Way::store("es:UpdateElasticsearchDomainConfig")],
        key: KeyUse::Service,
        beside_iam: Some("fine-grained access control with its own users, which may also narrow what IAM allows"),
    }],
};

/// Sources: "Actions, resources, and condition keys for Amazon OpenSearch Serverless"; "Data access control for Amazon OpenSearch Serverless":
/// a data access policy must allow too.
pub(super) static SERVERLESS: ServiceFacts = ServiceFacts {
    service: "aoss",
    stores: &[StoreKind {
        id: "opensearch-collection",
        label: "OpenSearch Serverless collection",
        arn: "arn:${Partition}:aoss:${Region}:${Account}:collection/${CollectionId}",
        read: &[Way::store("aoss:APIAccessAll")],
        write: &[Way::store("aoss:APIAccessAll")],
        delete: &[Way::store("aoss:APIAccessAll"), Way::store("aoss:DeleteCollection")],
        list: &[Way::any("aoss:ListCollections")],
        control: &[Way::any("aoss:CreateAccessPolicy"), Way::any("aoss:UpdateAccessPolicy")],
        key: KeyUse::Service,
        beside_iam: Some("data access policies, which also narrow what IAM allows"),
    }],
};
