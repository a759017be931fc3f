//! Load balancers and their listeners.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::Instance;
use crate::model::{Network, ResourceId, Tri};

const BALANCER: &str = "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{balancer}/{name}/{random}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_lb", "load-balancer", "name", BALANCER, balancer),
    makes("aws_alb", "load-balancer", "name", BALANCER, balancer),
    makes("aws_elb", "load-balancer", "name", "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{name}", classic),
    adds("aws_lb_listener", listener),
    adds("aws_alb_listener", listener),
];

fn balancer(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let public = !(i.at("internal").bool(Tri::No));
    let mut attachment = b.attachment(&i.at("subnets"), &i.at("security_groups"), public);
    for mapping in i.at("subnet_mapping").items() {
        let (more, open) = b.resources(&mapping.get("subnet_id"), &["subnet"]);
        attachment.open |= open;
        for subnet in more {
            if !attachment.subnets.contains(&subnet) {
                attachment.subnets.push(subnet);
            }
        }
    }
    b.edit(id, |r| r.network = Some(Network::Attachment(attachment)));
}

fn classic(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let public = !(i.at("internal").bool(Tri::No));
    let mut attachment = b.attachment(&i.at("subnets"), &i.at("security_groups"), public);
    attachment.ports = i.at("listener").items().iter().filter_map(|l| u16::try_from(l.get("lb_port").int()?).ok()).collect();
    b.edit(id, |r| r.network = Some(Network::Attachment(attachment)));
}

fn listener(b: &mut Builder<'_>, i: &Instance) {
    let Some(balancer) = b.resource(&i.at("load_balancer_arn"), &["load-balancer"]) else { return };
    let Some(port) = i.at("port").int().and_then(|p| u16::try_from(p).ok()) else { return };
    b.edit(balancer, |r| {
        if let Some(Network::Attachment(attachment)) = &mut r.network
            && !attachment.ports.contains(&port)
        {
            attachment.ports.push(port);
        }
    });
}
