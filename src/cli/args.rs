//! Arguments, as `docs/cli.md` documents them.

use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

/// Shows, with proof, who outside holds a key to a cloud account and what data it opens.
#[derive(Debug, Parser)]
#[command(name = "keyholder", version, about, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of all commands.
    #[command(flatten)]
    pub common: Common,
}

impl Arguments {
    /// The arguments of the program.
    ///
    /// # Errors
    /// When they are wrong, or help is asked for.
    pub(super) fn read() -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches()?;
        let mut arguments = Self::from_arg_matches(&matches).map_err(|error| error.format(&mut Self::command()))?;
        let all = matches.subcommand().map_or(&matches, |(_, of_command)| of_command);
        arguments.common.var_places = ["var", "var_file"].map(|name| all.indices_of(name).map_or_else(Vec::new, Iterator::collect));
        Ok(arguments)
    }
}

/// Options of all commands.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Configuration [default: keyholder.toml, looked for from the first SOURCE's folder upwards].
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Terraform source that belongs to the plan; paths in the output are relative to it.
    #[arg(long, global = true, value_name = "DIR")]
    pub source: Option<PathBuf>,
    /// Folder around `--source`, such as the repository: modules beside the source are read too, and paths in the output are relative to it.
    #[arg(long, global = true, value_name = "DIR")]
    pub repository: Option<PathBuf>,
    /// Value of a variable of Terraform source.
    #[arg(long, global = true, value_name = "NAME=VALUE", value_parser = variable)]
    pub var: Vec<(String, String)>,
    /// Values of variables of Terraform source: a `.tfvars` or `.tfvars.json` file.
    #[arg(long, global = true, value_name = "FILE")]
    pub var_file: Vec<PathBuf>,
    /// Where on the command line the values of `--var` and of `--var-file` stand.
    #[arg(skip)]
    pub var_places: [Vec<usize>; 2],
    /// An account of ours: twelve digits, perhaps for one provider configuration (`aws.prod=111122223333`).
    #[arg(long, global = true, value_name = "[ALIAS=]ID", value_parser = account)]
    pub account: Vec<(Option<String>, String)>,
    /// Folder to write to.
    #[arg(long, global = true, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Formats to produce instead of the usual files: `FORMAT` to standard output, `FORMAT=PATH` to a file.
    #[arg(long, global = true, value_name = "FORMAT[=PATH]")]
    pub format: Vec<String>,
    /// Exit with 1 for findings of this severity and above.
    #[arg(long, global = true, value_name = "SEVERITY", default_value = "high")]
    pub fail_on: FailOn,
    /// Exit with 3 when the result is incomplete or a claim undecided.
    #[arg(long, global = true)]
    pub strict: bool,
    /// Number of threads [default: all cores]. Results do not depend on it.
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// Colour on the terminal.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Say nothing on standard error but errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more.
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// Which severities fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Critical,
    High,
    Medium,
    Low,
    Never,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Review a plan, state or source: who outside reaches which data, with findings, diagrams and reports.
    Review(ReviewArgs),
    /// Say what a change adds to who reaches what, and what it takes away: a plan's before and after, or two sources.
    Compare(CompareArgs),
    /// Answer one question: does FROM reach TO, by which steps, under which conditions?
    Trace(TraceArgs),
    /// Decide one call: may PRINCIPAL do ACTION on RESOURCE, and which policy statement decides?
    Can(CanArgs),
    /// List everybody who may do ACTION on RESOURCE.
    WhoCan(WhoCanArgs),
    /// Compare two policies: does NEW allow a request that OLD does not?
    NewAccess(NewAccessArgs),
    /// Check a policy: does it grant none of these actions?
    AccessNotGranted(AccessNotGrantedArgs),
    /// Decide IAM cases: JSON lines in, JSON lines out.
    Simulate(SimulateArgs),
    /// Answer a network question: can FROM open a connection to TO, over which path, and if not, what would have to change?
    Reach(ReachArgs),
    /// Draw one diagram.
    Diagram(DiagramArgs),
    /// Draft a keyholder.toml from what the input shows.
    Init(InitArgs),
    /// Ask AWS what is in accounts, read only, and write it to a folder that every other command reads.
    Collect(CollectArgs),
    /// Check that an evidence pack is as it was written.
    Verify(VerifyArgs),
    /// List the rules.
    Rules,
    /// Explain a rule.
    Explain(ExplainArgs),
    /// List the outside accounts that keyholder knows by name.
    Vendors,
    /// Print a JSON Schema.
    Schema(SchemaArgs),
    /// Print shell completions.
    Completions(CompletionsArgs),
    /// Print the manual page.
    Man,
}

/// Inputs.
#[derive(Debug, Args)]
pub(super) struct Sources {
    /// Terraform plan JSON (`terraform show -json`), state JSON, raw state, a folder of Terraform source or AWS CLI output, the answer of `aws iam
    /// get-account-authorization-details`; `-` for standard input. Several are one world.
    #[arg(value_name = "SOURCE", required = true)]
    pub sources: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// Terraform plan JSON (`terraform show -json`), state JSON, raw state, a folder of Terraform source or AWS CLI output, the answer of `aws iam
    /// get-account-authorization-details`; `-` for standard input. Several are one world.
    #[arg(value_name = "SOURCE", required_unless_present = "live")]
    pub sources: Vec<PathBuf>,
    /// Collect live accounts first, to the folder `snapshot` of the output folder, and review them too.
    #[arg(long)]
    pub live: bool,
    #[command(flatten)]
    pub accounts: AccountArgs,
    /// How diagrams are laid out: by keyholder, or by Graphviz `dot` if it is installed.
    #[arg(long, value_name = "ENGINE", default_value = "builtin")]
    pub layout: Layout,
    /// Tell first what the plan changes, and fail only for what it adds.
    #[arg(long)]
    pub changes: bool,
    /// Also write an evidence pack: reports, diagrams, control matrix, OSCAL, hashes and manifest in one archive, the same to the byte on every run.
    #[arg(long, value_name = "PATH")]
    pub pack: Option<PathBuf>,
    /// Findings of an earlier review (its `report.json`) are no news: they are told, and do not fail.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// A Terraform plan, whose world before is compared with the one after; or the source before and the one after, each of any kind.
    #[arg(value_name = "SOURCE", required = true, num_args = 1..=2)]
    pub sources: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The pack that `keyholder review --pack` wrote.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct TraceArgs {
    #[command(flatten)]
    pub sources: Sources,
    /// Who: ARN, Terraform address, unique name, `vendor:NAME`, `vendors`, `internet`, `account:ID`.
    #[arg(long, value_name = "PRINCIPAL")]
    pub from: String,
    /// What: ARN, address, unique name, `dataset:NAME`, `data`, `admin`, `admin:ACCOUNT`.
    #[arg(long, value_name = "TARGET")]
    pub to: String,
    /// What to do with it.
    #[arg(long, value_name = "ACCESS", default_value = "read")]
    pub access: AccessArg,
    /// Exit with 0 only for this verdict: 1 when `never` was expected and there is a way, 3 when undecided.
    #[arg(long, value_name = "VERDICT")]
    pub expect: Option<Expect>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AccessArg {
    Read,
    Write,
    Decrypt,
    Any,
}

impl AccessArg {
    /// What is asked for.
    pub(super) fn access(self) -> crate::trace::Access {
        match self {
            Self::Read => crate::trace::Access::Read,
            Self::Write => crate::trace::Access::Write,
            Self::Decrypt => crate::trace::Access::Decrypt,
            Self::Any => crate::trace::Access::Any,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Expect {
    Never,
    Reaches,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Layout {
    Builtin,
    Dot,
}

/// What a request holds.
#[derive(Debug, Args)]
pub(super) struct ContextArgs {
    /// A condition key of the request: `key=value` (repeat for several values), `key=` for an empty value, `!key` for a key that is absent. Keys not given are open.
    #[arg(long = "context", value_name = "KEY=VALUE", value_parser = context)]
    pub context: Vec<(String, Option<String>)>,
}

#[derive(Debug, Args)]
pub(super) struct CanArgs {
    /// Sources (as for review), then who (ARN, address, unique name, `vendor:NAME`, …), the action (`s3:GetObject`), and the resource (ARN, ARN
    /// pattern, address or unique name; of a bucket some object is meant where the action is about objects).
    #[arg(value_names = ["SOURCE", "PRINCIPAL", "ACTION", "RESOURCE"], num_args = 1.., required = true)]
    pub words: Vec<String>,
    #[command(flatten)]
    pub context: ContextArgs,
    /// Exit with 0 only for this decision: 1 for another, 3 when undecided.
    #[arg(long, value_name = "DECISION")]
    pub expect: Option<ExpectDecision>,
}

#[derive(Debug, Args)]
pub(super) struct WhoCanArgs {
    /// Sources (as for review), then the action and the resource.
    #[arg(value_names = ["SOURCE", "ACTION", "RESOURCE"], num_args = 1.., required = true)]
    pub words: Vec<String>,
    #[command(flatten)]
    pub context: ContextArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExpectDecision {
    Allowed,
    Denied,
}

#[derive(Debug, Args)]
pub(super) struct NewAccessArgs {
    /// The policy as it is; `-` for standard input.
    #[arg(value_name = "OLD.json")]
    pub old: PathBuf,
    /// The policy as it would be.
    #[arg(value_name = "NEW.json")]
    pub new: PathBuf,
    /// They are resource-based policies, role trust policies among them.
    #[arg(long)]
    pub resource_policy: bool,
    /// Exit with 0 only for this answer: 1 when there is new access, 3 when undecided.
    #[arg(long, value_name = "ANSWER")]
    pub expect: Option<ExpectAccess>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExpectAccess {
    NoNewAccess,
}

#[derive(Debug, Args)]
pub(super) struct AccessNotGrantedArgs {
    /// The policy; `-` for standard input.
    #[arg(value_name = "POLICY.json")]
    pub policy: PathBuf,
    /// Actions, perhaps with wildcards.
    #[arg(long, value_name = "ACTION", value_delimiter = ',', required = true)]
    pub actions: Vec<String>,
    /// Resources: ARNs, perhaps with wildcards [default: any].
    #[arg(long, value_name = "ARN", value_delimiter = ',')]
    pub resources: Vec<String>,
    /// It is a resource-based policy.
    #[arg(long)]
    pub resource_policy: bool,
    /// Exit with 0 only for this answer: `denied` when none of it is granted, `allowed` when some is; 3 when undecided.
    #[arg(long, value_name = "ANSWER")]
    pub expect: Option<ExpectDecision>,
}

#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// File of cases; `-` for standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ReachArgs {
    #[command(flatten)]
    pub sources: Sources,
    /// The client: an interface, instance, load balancer, cluster or endpoint by id, ARN or Terraform address, an IP address, or `internet`. Without
    /// `--to`: what it reaches.
    #[arg(long, value_name = "X")]
    pub from: Option<String>,
    /// The server, likewise. Without `--from`: what reaches it.
    #[arg(long, value_name = "Y")]
    pub to: Option<String>,
    /// Port and protocol: `9092/tcp`, `53/udp`, `icmp`.
    #[arg(long, value_name = "PORT")]
    pub port: Option<String>,
    /// Many questions: a file of JSON lines, answered by JSON lines; `-` for standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "to", "port"])]
    pub batch: Option<PathBuf>,
    /// Paths that must not be: a scope of Network Access Analyzer as JSON. Exit with 1 when there is one.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "to", "port", "batch"])]
    pub scope: Option<PathBuf>,
    /// Exit with 0 only for this verdict: 1 for another, 3 when it is not known.
    #[arg(long, value_name = "VERDICT", conflicts_with_all = ["batch", "scope"])]
    pub expect: Option<ExpectReach>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExpectReach {
    Reachable,
    OneWay,
    Blocked,
}

#[derive(Debug, Args)]
pub(super) struct DiagramArgs {
    #[command(flatten)]
    pub sources: Sources,
    /// Which view.
    #[arg(long, value_name = "NAME")]
    pub view: View,
    /// Of `trace`: who. Of `blast-radius`: the role, user or key.
    #[arg(long, value_name = "PRINCIPAL")]
    pub from: Option<String>,
    /// Of `trace`: what.
    #[arg(long, value_name = "TARGET")]
    pub to: Option<String>,
    /// Of `trace`: what to do with it.
    #[arg(long, value_name = "ACCESS", default_value = "read")]
    pub access: AccessArg,
    /// Layout engine.
    #[arg(long, value_name = "ENGINE", default_value = "builtin")]
    pub layout: Layout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum View {
    /// Who outside reaches which data.
    Access,
    /// What a plan changes.
    Changes,
    /// One question: `--from`, `--to`, `--access`.
    Trace,
    /// What a role gets at, or who uses a key and what hangs on it: `--from`; without it, the role that leads vendors to the most.
    BlastRadius,
    /// What is open to everybody.
    Exposure,
    /// What keeps ways to data shut.
    Blocked,
    /// What the network declares.
    Network,
    /// Who connects to the brokers of Kafka clusters.
    BoundaryClient,
    /// How brokers connect among themselves.
    BoundaryBroker,
    /// How clusters are administered, and what they call outside.
    BoundaryControl,
    /// Which AWS services brokers call, and by which way.
    BoundaryDependency,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[command(flatten)]
    pub sources: Sources,
    /// Write keyholder.toml beside the first source instead of printing it. An existing file is left alone.
    #[arg(long)]
    pub write: bool,
}

#[derive(Debug, Args)]
pub(super) struct CollectArgs {
    /// Folder to write the snapshot to. A snapshot that is there is taken up where it ended: only what has no answer yet is asked for.
    #[arg(long, value_name = "DIR", required_unless_present = "print_policy")]
    pub to: Option<PathBuf>,
    #[command(flatten)]
    pub accounts: AccountArgs,
    /// Print the least IAM policy that a collection needs, and do nothing else. With roles to assume, it lets its holder assume them.
    #[arg(long, conflicts_with = "to")]
    pub print_policy: bool,
}

/// Which accounts and Regions to ask.
#[derive(Debug, Args)]
#[command(next_help_heading = "Live accounts")]
pub(super) struct AccountArgs {
    /// Profile of the AWS configuration; several for several accounts [default: credentials as the AWS command line finds them].
    #[arg(long, value_name = "NAME")]
    pub profile: Vec<String>,
    /// Region; several are possible, `all` is every Region that the account has enabled; one that `aws ec2 describe-regions --all-regions` does not list is refused, but where an endpoint of your own answers in it [default: that of the profile or environment].
    #[arg(long, value_name = "REGION")]
    pub region: Vec<String>,
    /// Seconds that an answer may take to begin.
    #[arg(long, value_name = "SECONDS", hide = true, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub read_timeout: Option<u64>,
    /// Role to assume, whose account is collected too.
    #[arg(long, value_name = "ARN")]
    pub assume_role: Vec<String>,
    /// Name of a role to assume in every other account of the organization.
    #[arg(long, value_name = "ROLE", conflicts_with = "assume_role")]
    pub organization: Option<String>,
    /// External id for assuming the roles: one for all, or one for each `--assume-role` in order.
    #[arg(long, value_name = "ID")]
    pub external_id: Vec<String>,
    /// Collect the accounts of the roles only, not that of the credentials themselves.
    #[arg(long)]
    pub roles_only: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Rule id.
    #[arg(value_name = "RULE")]
    pub rule: String,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which document.
    #[arg(value_name = "NAME")]
    pub name: SchemaName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    Report,
    Trace,
    Can,
    WhoCan,
    NewAccess,
    Reach,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// Shell.
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("a value of a variable is NAME=VALUE".to_owned()),
    }
}

fn account(text: &str) -> Result<(Option<String>, String), String> {
    let (alias, id) = match text.split_once('=') {
        Some((alias, id)) => (Some(alias.to_owned()), id),
        None => (None, text),
    };
    if id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()) {
        Ok((alias, id.to_owned()))
    } else {
        Err(format!("`{id}` is not an account id of twelve digits"))
    }
}

/// `key=value`, `key=`, `!key`; the key in lower case, no value for an absent one.
fn context(text: &str) -> Result<(String, Option<String>), String> {
    let (key, value) = match (text.strip_prefix('!'), text.split_once('=')) {
        (Some(key), _) => (key, None),
        (None, Some((key, value))) => (key, Some(value.to_owned())),
        (None, None) => return Err(format!("`{text}` is neither `key=value` nor `!key`")),
    };
    if key.contains(':') { Ok((key.to_lowercase(), value)) } else { Err(format!("`{key}` is no condition key: there is no `:` in it")) }
}
