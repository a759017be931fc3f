//! One account's client: the SDK's credentials, signatures, retries and timeouts around requests and answers that the table describes.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::ServiceClockSkewInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::identity::{SharedIdentityCache, SharedIdentityResolver};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::app_name::AppName;
use aws_types::region::SigningRegion;
use aws_types::service_config::ServiceConfigKey;
use serde_json::{Map, Value};

use super::error::{End, Refusal};
use super::pages::{self, Next};
use super::request::{Request, request};
use super::wire::{self, Service};
use super::{answer, endpoint};
use crate::aws::calls::Call;

/// Attempts of one request. Adaptive retries would make all calls of a service as slow as its most throttled one.
const ATTEMPTS: u32 = 8;
const CONNECTING: Duration = Duration::from_secs(10);
/// Until an answer begins. An answer that has begun has as much again to end.
const READING: Duration = Duration::from_secs(30);

/// How often requests are tried.
pub(super) fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS)
}

/// How long requests may take; `reading`: until an answer begins, where it is not the usual time.
pub(super) fn timeouts(reading: Option<Duration>) -> TimeoutConfig {
    let reading = reading.unwrap_or(READING);
    // The read timeout ends with the first byte: an answer that stops in the middle would be waited for without end.
    TimeoutConfig::builder().connect_timeout(CONNECTING).read_timeout(reading).operation_attempt_timeout(reading.saturating_mul(2)).build()
}

/// What one account's calls have in common.
#[derive(Clone, Debug)]
pub(super) struct Client {
    config: SdkConfig,
    http: SharedHttpClient,
    identity: SharedIdentityResolver,
    /// Keeps credentials until they end.
    cache: SharedIdentityCache,
    attempts: u32,
}

/// A report on credentials is being made: it is asked for again.
#[derive(Debug)]
struct Pending;

impl ClassifyRetry for Pending {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else { return RetryAction::NoActionIndicated };
        let refusal = error.as_operation_error().and_then(|e| e.downcast_ref::<Refusal>());
        match refusal.and_then(|r| r.code()) {
            Some("ReportInProgress" | "ReportNotPresent") => RetryAction::transient_error(),
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "report in progress"
    }
}

impl Client {
    pub(super) fn new(config: &SdkConfig, http: SharedHttpClient, credentials: SharedCredentialsProvider) -> Self {
        let cache = IdentityCache::lazy().load_timeout(Duration::from_secs(60)).build();
        Self { config: config.clone(), http, identity: SharedIdentityResolver::new(credentials), cache, attempts: ATTEMPTS }
    }

    /// The same, without patience: whether there is somebody at all.
    pub(super) fn brief(&self) -> Self {
        Self { attempts: 2, ..self.clone() }
    }

    /// Makes a call, all its pages.
    pub(super) async fn ask(&self, call: &Call, region: &str, account: &str, arguments: &Map<String, Value>) -> End {
        let Some((service, operation)) = wire::of(call) else { return End::Failed("the call is not known".into()) };
        let mut arguments = arguments.clone();
        if let Some((name, size)) = operation.page.as_ref().and_then(|p| p.size.as_ref()) {
            arguments.entry(name.clone()).or_insert_with(|| size.as_str().into());
        }
        let mut whole: Option<Value> = None;
        let mut tokens = Map::new();
        loop {
            let page = match self.send(call, service, operation, region, account, &arguments).await {
                Ok(page) => page,
                Err(error) => return End::of(call, &error),
            };
            let next = operation.page.as_ref().map_or(Next::End, |p| pages::next(p, &page));
            match &mut whole {
                Some(whole) => pages::join(whole, page),
                None => whole = Some(page),
            }
            let lost = match next {
                Next::Ask(next) if next == tokens => Some("the service tells the same next page again and again"),
                Next::Ask(next) => {
                    arguments.extend(next.clone());
                    tokens = next;
                    continue;
                }
                Next::Lost => Some("the service says that there is more, but not how to get it"),
                Next::End => None,
            };
            let mut whole = whole.unwrap_or_default();
            if let Some(page) = &operation.page {
                pages::strip(page, &mut whole);
            }
            return lost.map_or_else(|| End::Answer(whole.clone()), |why| End::Part(whole.clone(), why.to_owned()));
        }
    }

    async fn send(
        &self,
        call: &Call,
        service: &'static Service,
        operation: &'static wire::Operation,
        region: &str,
        account: &str,
        arguments: &Map<String, Value>,
    ) -> Result<Value, SdkError<Refusal, HttpResponse>> {
        let endpoint = endpoint::endpoint(service, operation, region, account, self.config.use_fips() == Some(true), self.given(service));
        let name = call.service;
        Operation::builder()
            .service_name(service.id.clone())
            .operation_name(operation.name.clone())
            .behavior_version(BehaviorVersion::latest())
            .http_client(self.http.clone())
            .endpoint_url(&endpoint.url)
            .standard_retry(&retries().with_max_attempts(self.attempts))
            .timeout_config(self.config.timeout_config().cloned().unwrap_or_else(|| timeouts(None)))
            .sleep_impl(TokioSleep::new())
            .with_connection_poisoning()
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(TransientErrorClassifier::<Refusal>::new())
            .retry_classifier(AwsErrorCodeClassifier::<Refusal>::new())
            .retry_classifier(Pending)
            .interceptor(ServiceClockSkewInterceptor::new())
            .interceptor(UserAgentInterceptor::new())
            .runtime_plugin(self.signing(service, &endpoint.region))
            .serializer(|request: Request| http(request))
            .deserializer(move |response: &HttpResponse| {
                if !response.status().is_success() {
                    return Err(OrchestratorError::operation(answer::refusal(response)));
                }
                let body = response.body().bytes().unwrap_or_default();
                answer::read(name, service, operation, body).map_err(|e| OrchestratorError::response(e.into()))
            })
            .build()
            .invoke(request(service, operation, arguments))
            .await
    }

    /// Whether the user's configuration names an endpoint of EC2, for itself or for all services: it is no AWS then.
    pub(super) fn has_endpoint(&self) -> bool {
        wire::wire().services.get("ec2").is_some_and(|ec2| self.given(ec2).is_some())
    }

    /// The endpoint that environment or profile name, for the service or for all.
    fn given(&self, service: &Service) -> Option<String> {
        let key = ServiceConfigKey::builder().service_id(&service.id).profile("endpoint_url").env("AWS_ENDPOINT_URL").build().ok()?;
        let own = self.config.service_config().and_then(|c| c.load_config(key));
        own.or_else(|| self.config.endpoint_url().map(str::to_owned))
    }

    /// How requests of a service are signed: S3 signs paths as they are, and the body's digest in a header of its own.
    fn signing(&self, service: &Service, region: &str) -> StaticRuntimePlugin {
        let mut options = SigningOptions::default();
        if service.signing == "s3" {
            options.double_uri_encode = false;
            options.normalize_uri_path = false;
            options.content_sha256_header = true;
        }
        let mut layer = Layer::new("signing");
        layer.store_put(SigV4OperationSigningConfig {
            region: Some(SigningRegion::from(aws_types::region::Region::new(region.to_owned()))),
            name: Some(SigningName::from(service.signing.clone())),
            signing_options: options,
            ..SigV4OperationSigningConfig::default()
        });
        layer.store_put(AuthSchemeOptionResolverParams::new(()));
        layer.store_put(aws_runtime::user_agent::AwsUserAgent::new_from_environment(
            aws_types::os_shim_internal::Env::real(),
            aws_runtime::user_agent::ApiMetadata::new("keyholder", env!("CARGO_PKG_VERSION")),
        ));
        if let Ok(name) = AppName::new("keyholder") {
            layer.store_put(name);
        }
        let components = RuntimeComponentsBuilder::new("signing")
            .with_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
            .with_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]))))
            .with_identity_resolver(SCHEME_ID, self.identity.clone())
            .with_identity_cache(Some(self.cache.clone()));
        StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
    }
}

/// A request as the SDK wants it.
fn http(request: Request) -> Result<HttpRequest, aws_smithy_runtime_api::box_error::BoxError> {
    let mut http = HttpRequest::new(SdkBody::from(request.body));
    http.set_method(&request.method)?;
    http.set_uri(request.uri)?;
    for (name, value) in request.headers {
        http.headers_mut().try_insert(name, value)?;
    }
    Ok(http)
}
