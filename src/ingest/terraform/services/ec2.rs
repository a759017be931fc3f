//! EC2: instances, launch templates and configurations, Auto Scaling groups.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use crate::model::{Attachment, Network, ResourceId, RunsAs, Tri};

const INSTANCE: &str = "arn:{partition}:ec2:{region}:{account}:instance/{id}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_instance", "ec2-instance", "id", INSTANCE, instance),
    makes("data.aws_instance", "ec2-instance", "id", INSTANCE, instance),
    makes(
        "aws_spot_instance_request",
        "ec2-instance",
        "spot_instance_id",
        "arn:{partition}:ec2:{region}:{account}:instance/{spot_instance_id}",
        instance,
    ),
    makes("aws_launch_template", "launch-template", "id", "arn:{partition}:ec2:{region}:{account}:launch-template/{id}", launch_template),
    makes(
        "aws_launch_configuration",
        "launch-configuration",
        "name",
        "arn:{partition}:autoscaling:{region}:{account}:launchConfiguration:{uuid}:launchConfigurationName/{name}",
        launch_configuration,
    ),
    makes(
        "aws_autoscaling_group",
        "autoscaling-group",
        "name",
        "arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
        autoscaling_group,
    ),
    makes("aws_network_interface", "network-interface", "id", "arn:{partition}:ec2:{region}:{account}:network-interface/{id}", network_interface),
    adds("aws_eip", address),
    adds("aws_eip_association", address),
];

/// A public address of its own.
fn address(b: &mut Builder<'_>, i: &Instance) {
    for (attribute, kind) in [
        ("instance", "ec2-instance"),
        ("instance_id", "ec2-instance"),
        ("network_interface", "network-interface"),
        ("network_interface_id", "network-interface"),
    ] {
        let Ref::To(holder) = b.refer(&i.at(attribute), &[kind]) else { continue };
        b.edit(holder, |r| {
            if let Some(Network::Attachment(attachment)) = &mut r.network {
                attachment.public = Tri::Yes;
            }
        });
    }
}

/// What an instance gets from its own arguments or its launch template.
#[derive(Default)]
struct Launch {
    runs_as: Vec<RunsAs>,
    groups: Vec<ResourceId>,
    open: bool,
    public: Option<Tri>,
}

/// Whether whoever holds a private key logs on.
pub(super) fn key_pair(b: &mut Builder<'_>, id: ResourceId, name: &At<'_>) {
    let set = match name.state() {
        State::Known(name) => name.as_str().is_some_and(|n| !n.is_empty()),
        State::Unknown => name.configured() == Some(true),
        State::Unset => false,
    };
    if set {
        b.edit(id, |r| r.switches.extend([("key-pair", Tri::Yes)]));
    }
}

fn instance(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    key_pair(b, id, &i.at("key_name"));
    let template = b.launch_template(&i.at("launch_template"));
    let runs_as = b.profile(&i.at("iam_instance_profile"));
    let (subnets, open) = b.resources(&i.at("subnet_id"), &["subnet"]);
    let (mut groups, some) = b.resources(&i.at("vpc_security_group_ids"), &["security-group"]);
    let mut open = open || some;
    if groups.is_empty() {
        // By name, in a default VPC.
        let (named, some) = b.resources(&i.at("security_groups"), &["security-group"]);
        groups = named;
        open |= some;
    }
    let public = i.at("associate_public_ip_address");
    let public = match public.state() {
        State::Unset => template.public.or_else(|| b.subnet_public(&subnets)).unwrap_or(Tri::Unknown),
        _ => public.bool(Tri::Unknown),
    };
    if groups.is_empty() {
        groups = template.groups;
        open |= template.open || groups.is_empty();
    }
    b.edit(id, |r| {
        r.runs_as = if runs_as.is_empty() { template.runs_as } else { runs_as };
        r.network = Some(Network::Attachment(Attachment { subnets, groups, public, ports: Vec::new(), open }));
    });
}

fn launch_template(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let launch = template(b, i);
    if let Some(name) = i.str("name") {
        b.also_named("launch-template", name, id);
    }
    key_pair(b, id, &i.at("key_name"));
    b.edit(id, |r| r.runs_as = launch.runs_as);
}

fn template(b: &mut Builder<'_>, i: &Instance) -> Launch {
    let profile = i.at("iam_instance_profile");
    let mut runs_as = b.profile(&profile.within("name"));
    if runs_as.is_empty() {
        runs_as = b.profile(&profile.within("arn"));
    }
    let (mut groups, mut open) = b.resources(&i.at("vpc_security_group_ids"), &["security-group"]);
    let interfaces = i.at("network_interfaces");
    let public =
        interfaces.block().map(|first| first.get("associate_public_ip_address")).filter(|p| p.state() != State::Unset).map(|p| p.bool(Tri::Unknown));
    for interface in interfaces.items() {
        let (more, some) = b.resources(&interface.get("security_groups"), &["security-group"]);
        groups.extend(more);
        open |= some;
    }
    Launch { runs_as, groups, open, public }
}

fn launch_configuration(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    key_pair(b, id, &i.at("key_name"));
    let runs_as = b.profile(&i.at("iam_instance_profile"));
    b.edit(id, |r| r.runs_as = runs_as);
}

fn autoscaling_group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let mixed = i.at("mixed_instances_policy").within("launch_template").within("launch_template_specification");
    let mut launch = b.launch_template(&i.at("launch_template"));
    if launch.runs_as.is_empty() && launch.groups.is_empty() {
        launch = b.launch_template(&mixed);
    }
    if let Some(configuration) = b.made_by_reference(&i.at("launch_configuration"), "launch-configuration") {
        let (groups, open) = b.resources(&configuration.at("security_groups"), &["security-group"]);
        let public = configuration.at("associate_public_ip_address");
        let public = if public.state() == State::Unset { None } else { Some(public.bool(Tri::Unknown)) };
        launch = Launch { runs_as: b.profile(&configuration.at("iam_instance_profile")), groups, open, public };
    }
    let (subnets, open) = b.resources(&i.at("vpc_zone_identifier"), &["subnet"]);
    let public = launch.public.or_else(|| b.subnet_public(&subnets)).unwrap_or(Tri::Unknown);
    let open = open || launch.open || launch.groups.is_empty();
    b.edit(id, |r| {
        r.runs_as = launch.runs_as;
        r.network = Some(Network::Attachment(Attachment { subnets, groups: launch.groups, public, ports: Vec::new(), open }));
    });
}

fn network_interface(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let attachment = b.attachment(&i.at("subnet_id"), &i.at("security_groups"), Tri::Unknown);
    b.edit(id, |r| r.network = Some(Network::Attachment(attachment)));
}

impl<'w> Builder<'w> {
    /// The role of the instance profile that an attribute names.
    pub(super) fn profile(&mut self, at: &At<'_>) -> Vec<RunsAs> {
        let Some(profile) = self.resource(at, &["instance-profile"]) else { return Vec::new() };
        let role = self.inventory.resource(profile).and_then(|r| r.instance_profile.as_ref()).and_then(|p| p.role);
        role.map(|role| RunsAs { role, how: "instance profile", service: "ec2.amazonaws.com" }).into_iter().collect()
    }

    /// What the launch template that a `launch_template` block names gives.
    fn launch_template(&mut self, block: &At<'_>) -> Launch {
        let by_id = self.made_by_reference(&block.within("id"), "launch-template");
        let by_id = by_id.or_else(|| self.made_by_reference(&block.within("launch_template_id"), "launch-template"));
        let named = by_id.or_else(|| self.made_by_reference(&block.within("name"), "launch-template"));
        match named.or_else(|| self.made_by_reference(&block.within("launch_template_name"), "launch-template")) {
            Some(instance) => template(self, instance),
            None => Launch { open: block.block().is_some(), ..Launch::default() },
        }
    }

    /// Whether interfaces in these subnets get a public address by default; `None` when there is no subnet.
    fn subnet_public(&self, subnets: &[ResourceId]) -> Option<Tri> {
        let of = |id: &ResourceId| match self.inventory.resource(*id)?.network.as_ref()? {
            Network::Subnet(subnet) => Some(subnet.public_addresses),
            _ => None,
        };
        let all: Vec<Tri> = subnets.iter().filter_map(of).collect();
        let first = all.first()?;
        if all.iter().all(|p| p == first) { Some(*first) } else { Some(Tri::Unknown) }
    }

    /// A role that something runs as.
    pub(super) fn runs(&mut self, at: &At<'_>, how: &'static str, service: &'static str) -> Option<RunsAs> {
        Some(RunsAs { role: self.resource(at, &["iam-role"])?, how, service })
    }

    /// The instance that an attribute refers to, to read on in it.
    pub(super) fn made_by_reference(&mut self, at: &At<'_>, kind: &'static str) -> Option<&'w Instance> {
        match self.refer(at, &[kind]) {
            Ref::To(id) => self.instance_of(id),
            _ => None,
        }
    }
}
