//! Questions about sets against the same questions about each pair.

use keyholder::network::*;

use super::estates::{Dice, estate};

#[test]
fn sets_are_what_their_pairs_are() {
    let (mut some, mut pairs) = (0, 0);
    for seed in 1..=60_u64 {
        let mut d = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let network = Reachability::new(estate(&mut d));
        let all = &network.estate().interfaces;
        let asked = |from: &Interface, to: &Interface, flow: Flow| {
            let question = Question { from: Point::Interface(from.id.clone(), None), to: Point::Interface(to.id.clone(), None), flow };
            network.ask(&question).verdict
        };
        for port in [22, 443, 9092] {
            let flow = Flow::tcp(port);
            for one in all {
                let open = |(id, verdict): (&Interface, Verdict)| (verdict != Verdict::Blocked).then(|| (id.id.clone(), verdict));
                let others = || all.iter().filter(|o| o.id != one.id);
                let hosts = others().filter(|o| matches!(o.kind, InterfaceKind::Host | InterfaceKind::Other(_)));
                let sources: Vec<(Id, Verdict)> = hosts.map(|o| (o, asked(o, one, flow))).filter_map(open).collect();
                assert_eq!(network.who_reaches(&one.id, flow), sources, "seed {seed}: to {} on {port}", one.id);
                let goals: Vec<(Id, Verdict)> = others().map(|o| (o, asked(one, o, flow))).filter_map(open).collect();
                assert_eq!(network.reached_from(&one.id, flow), goals, "seed {seed}: from {} on {port}", one.id);
                some += sources.len() + goals.len();
                pairs += 2 * others().count();
            }
            let internet =
                |i: &Interface| network.ask(&Question { from: Point::Internet(None), to: Point::Interface(i.id.clone(), None), flow }).verdict;
            let exposed: Vec<(Id, Verdict)> =
                all.iter().map(|i| (i.id.clone(), internet(i))).filter(|(_, verdict)| *verdict != Verdict::Blocked).collect();
            assert_eq!(network.exposed(flow), exposed, "seed {seed}: exposed on {port}");
        }
    }
    assert!(some > 1_000 && some < pairs / 2, "{some} of {pairs}");
}
