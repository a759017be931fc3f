//! Databases, caches and search: RDS, DocumentDB, Neptune, Redshift, ElastiCache, MemoryDB, OpenSearch.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::instance::{At, Instance, State};
use super::data_services::{no_policy, policy_on, set_store};
use crate::model::{Attachment, Encryption, Network, ResourceId, ResourcePolicy, Store, Tri};

const INSTANCE: &str = "arn:{partition}:rds:{region}:{account}:db:{identifier}";
const CLUSTER: &str = "arn:{partition}:rds:{region}:{account}:cluster:{cluster_identifier}";
const DOMAIN: &str = "arn:{partition}:es:{region}:{account}:domain/{domain_name}";
const DB_SUBNETS: &str = "arn:{partition}:rds:{region}:{account}:subgrp:{name}";
const CACHE_SUBNETS: &str = "arn:{partition}:elasticache:{region}:{account}:subnetgroup:{name}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_db_instance", "rds-instance", "identifier", INSTANCE, db_instance),
    makes("aws_rds_cluster", "rds-cluster", "cluster_identifier", CLUSTER, cluster),
    makes("aws_docdb_cluster", "rds-cluster", "cluster_identifier", CLUSTER, cluster),
    makes("aws_neptune_cluster", "rds-cluster", "cluster_identifier", CLUSTER, cluster),
    adds("aws_rds_cluster_instance", cluster_instance),
    adds("aws_docdb_cluster_instance", cluster_instance),
    adds("aws_neptune_cluster_instance", cluster_instance),
    makes(
        "aws_db_snapshot",
        "rds-snapshot",
        "db_snapshot_identifier",
        "arn:{partition}:rds:{region}:{account}:snapshot:{db_snapshot_identifier}",
        snapshot,
    ),
    makes(
        "aws_db_cluster_snapshot",
        "rds-cluster-snapshot",
        "db_cluster_snapshot_identifier",
        "arn:{partition}:rds:{region}:{account}:cluster-snapshot:{db_cluster_snapshot_identifier}",
        snapshot,
    ),
    makes("aws_db_subnet_group", "db-subnet-group", "name", DB_SUBNETS, nothing),
    makes("aws_docdb_subnet_group", "db-subnet-group", "name", DB_SUBNETS, nothing),
    makes("aws_neptune_subnet_group", "db-subnet-group", "name", DB_SUBNETS, nothing),
    makes("aws_redshift_subnet_group", "redshift-subnet-group", "name", "arn:{partition}:redshift:{region}:{account}:subnetgroup:{name}", nothing),
    makes("aws_elasticache_subnet_group", "cache-subnet-group", "name", CACHE_SUBNETS, nothing),
    makes("aws_memorydb_subnet_group", "memorydb-subnet-group", "name", "arn:{partition}:memorydb:{region}:{account}:subnetgroup/{name}", nothing),
    makes(
        "aws_redshift_cluster",
        "redshift-cluster",
        "cluster_identifier",
        "arn:{partition}:redshift:{region}:{account}:cluster:{cluster_identifier}",
        redshift,
    ),
    makes(
        "aws_redshiftserverless_workgroup",
        "redshift-workgroup",
        "workgroup_name",
        "arn:{partition}:redshift-serverless:{region}:{account}:workgroup/{workgroup_id}",
        workgroup,
    ),
    makes(
        "aws_elasticache_replication_group",
        "elasticache-replication-group",
        "replication_group_id",
        "arn:{partition}:elasticache:{region}:{account}:replicationgroup:{replication_group_id}",
        replication_group,
    ),
    makes(
        "aws_elasticache_serverless_cache",
        "elasticache-serverless-cache",
        "name",
        "arn:{partition}:elasticache:{region}:{account}:serverlesscache:{name}",
        serverless_cache,
    ),
    makes("aws_memorydb_cluster", "memorydb-cluster", "name", "arn:{partition}:memorydb:{region}:{account}:cluster/{name}", memorydb),
    makes("aws_opensearch_domain", "opensearch-domain", "domain_name", DOMAIN, domain),
    makes("aws_elasticsearch_domain", "opensearch-domain", "domain_name", DOMAIN, domain),
    adds("aws_opensearch_domain_policy", |b, i| policy_on(b, i, &i.at("domain_name"), "opensearch-domain", "access_policies")),
    adds("aws_elasticsearch_domain_policy", |b, i| policy_on(b, i, &i.at("domain_name"), "opensearch-domain", "access_policies")),
];

fn set(b: &mut Builder<'_>, id: ResourceId, store: Store, attachment: Attachment) {
    set_store(b, id, store, ResourcePolicy::NotApplicable);
    b.edit(id, |r| r.network = Some(Network::Attachment(attachment)));
}

/// Where a database sits: its groups, and the subnets of the subnet group that it names.
fn placed(b: &mut Builder<'_>, i: &Instance, group: (&str, &'static str), groups: &str, public: Tri) -> Attachment {
    let (attribute, kind) = group;
    let mut attachment = b.attachment(&i.at("subnet_ids"), &i.at(groups), public);
    (attachment.subnets, attachment.open) = match b.made_by_reference(&i.at(attribute), kind) {
        Some(group) => {
            let (subnets, open) = b.resources(&group.at("subnet_ids"), &["subnet"]);
            (subnets, open || attachment.open)
        }
        None => (Vec::new(), true),
    };
    attachment.ports = i.at("port").int().and_then(|p| u16::try_from(p).ok()).into_iter().collect();
    attachment
}

fn db_instance(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption_if(&i.at("storage_encrypted"), Tri::No, &i.at("kms_key_id"));
    let public = i.at("publicly_accessible").bool(Tri::No);
    let attachment = placed(b, i, ("db_subnet_group_name", "db-subnet-group"), "vpc_security_group_ids", public);
    set(b, id, Store { encryption, public, ..Store::new("rds-instance") }, attachment);
    let signs = i.at("iam_database_authentication_enabled").bool(Tri::No);
    b.edit(id, |r| r.switches.extend([("iam-sign-in", signs)]));
}

fn cluster(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let unset = if i.str("engine_mode") == Some("serverless") { Tri::Yes } else { Tri::No };
    let encryption = b.encryption_if(&i.at("storage_encrypted"), unset, &i.at("kms_key_id"));
    let group = if i.address.ty == "aws_neptune_cluster" { "neptune_subnet_group_name" } else { "db_subnet_group_name" };
    let attachment = placed(b, i, (group, "db-subnet-group"), "vpc_security_group_ids", Tri::No);
    set(b, id, Store { encryption, public: Tri::No, ..Store::new("rds-cluster") }, attachment);
    // Neptune has an action of its own, DocumentDB roles of its own, and neither the Data API.
    let other = i.address.ty != "aws_rds_cluster" || matches!(i.str("engine"), Some("docdb" | "neptune"));
    let on = |attribute: &str| if other { Tri::No } else { i.at(attribute).bool(Tri::No) };
    let (signs, sql) = (on("iam_database_authentication_enabled"), on("enable_http_endpoint"));
    b.edit(id, |r| r.switches.extend([("iam-sign-in", signs), ("data-api", sql)]));
}

/// An instance of a cluster can have a public address.
fn cluster_instance(b: &mut Builder<'_>, i: &Instance) {
    let public = i.at("publicly_accessible").bool(Tri::No);
    let Some(cluster) = b.resource(&i.at("cluster_identifier"), &["rds-cluster"]) else { return };
    if public == Tri::No {
        return;
    }
    b.edit(cluster, |r| {
        if let Some(store) = &mut r.store {
            store.public = public;
        }
        if let Some(Network::Attachment(attachment)) = &mut r.network {
            attachment.public = public;
        }
    });
}

fn snapshot(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let kind = if i.address.ty == "aws_db_snapshot" { "rds-snapshot" } else { "rds-cluster-snapshot" };
    let flag = if kind == "rds-snapshot" { "encrypted" } else { "storage_encrypted" };
    let encryption = b.encryption_if(&i.at(flag), Tri::Unknown, &i.at("kms_key_id"));
    set_store(b, id, Store { encryption, ..Store::new(kind) }, ResourcePolicy::NotApplicable);
}

fn redshift(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption_if(&i.at("encrypted"), Tri::Unknown, &i.at("kms_key_id"));
    // The provider's default was true before version 6.
    let public = i.at("publicly_accessible").bool(Tri::Unknown);
    let attachment = placed(b, i, ("cluster_subnet_group_name", "redshift-subnet-group"), "vpc_security_group_ids", public);
    set(b, id, Store { encryption, public, ..Store::new("redshift-cluster") }, attachment);
}

fn workgroup(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let public = i.at("publicly_accessible").bool(Tri::No);
    let attachment = b.attachment(&i.at("subnet_ids"), &i.at("security_group_ids"), public);
    set(b, id, Store { public, ..Store::new("redshift-workgroup") }, attachment);
}

fn replication_group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption_if(&i.at("at_rest_encryption_enabled"), Tri::No, &i.at("kms_key_id"));
    let attachment = placed(b, i, ("subnet_group_name", "cache-subnet-group"), "security_group_ids", Tri::No);
    set(b, id, Store { encryption, public: Tri::No, ..Store::new("elasticache-replication-group") }, attachment);
    let users = i.at("user_group_ids");
    users_sign_in(b, id, &users, users.items().is_empty());
}

fn serverless_cache(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption(&i.at("kms_key_id"), Encryption::ServiceManaged);
    let attachment = b.attachment(&i.at("subnet_ids"), &i.at("security_group_ids"), Tri::No);
    set(b, id, Store { encryption, public: Tri::No, ..Store::new("elasticache-serverless-cache") }, attachment);
    let users = i.at("user_group_id");
    users_sign_in(b, id, &users, users.str() == Some(""));
}

fn memorydb(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption(&i.at("kms_key_arn"), Encryption::ServiceManaged);
    let attachment = placed(b, i, ("subnet_group_name", "memorydb-subnet-group"), "security_group_ids", Tri::No);
    set(b, id, Store { encryption, public: Tri::No, ..Store::new("memorydb-cluster") }, attachment);
    let users = i.at("acl_name");
    users_sign_in(b, id, &users, users.str() == Some("open-access"));
}

/// Without users of its own a cache lets nobody sign in by IAM; which of its users may is not read.
///
/// Sources: "Authenticating with IAM", Amazon ElastiCache User Guide and Amazon MemoryDB Developer Guide.
fn users_sign_in(b: &mut Builder<'_>, id: ResourceId, users: &At<'_>, none: bool) {
    let signs = match users.state() {
        State::Unset => Tri::No,
        State::Known(_) if none => Tri::No,
        State::Known(_) => Tri::Yes,
        State::Unknown => Tri::Unknown,
    };
    b.edit(id, |r| r.switches.extend([("iam-sign-in", signs)]));
}

fn domain(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let rest = i.at("encrypt_at_rest");
    let encryption = b.encryption_if(&rest.within("enabled"), Tri::No, &rest.within("kms_key_id"));
    let options = i.at("vpc_options");
    // Outside a VPC the endpoint is public.
    let public = match options.state() {
        State::Unknown => Tri::Unknown,
        _ if options.block().is_some() => Tri::No,
        _ => Tri::Yes,
    };
    let policy = b.resource_policy(&i.at("access_policies"), id, no_policy(i));
    set_store(b, id, Store { encryption, public, ..Store::new("opensearch-domain") }, policy);
    if let Some(block) = options.block() {
        let attachment = b.attachment(&block.get("subnet_ids"), &block.get("security_group_ids"), public);
        b.edit(id, |r| r.network = Some(Network::Attachment(attachment)));
    }
}

impl Builder<'_> {
    /// A facet for something in these subnets with these groups.
    pub(super) fn attachment(&mut self, subnets: &At<'_>, groups: &At<'_>, public: Tri) -> Attachment {
        let (subnets, some_subnets) = self.resources(subnets, &["subnet"]);
        let (groups, some_groups) = self.resources(groups, &["security-group"]);
        let open = some_subnets || some_groups || groups.is_empty();
        Attachment { subnets, groups, public, ports: Vec::new(), open }
    }
}
