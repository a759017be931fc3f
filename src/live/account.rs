//! Who asks: credentials from wherever the AWS command line takes them, and roles that they assume.

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_types::region::Region;

use super::client::{Client, retries, timeouts};
use super::error::brief;
use super::{Error, Options};

/// Name of the sessions that a collection opens.
const SESSION: &str = "keyholder";

/// Credentials of the user's own, before any role is assumed.
#[derive(Clone, Debug)]
pub(super) struct Base {
    config: SdkConfig,
    http: SharedHttpClient,
    credentials: SharedCredentialsProvider,
    /// The Region that is asked for what belongs to none.
    pub home: String,
}

impl Base {
    /// The credentials of a profile, or those that the environment gives.
    ///
    /// # Errors
    /// When there are none, or no Region is named.
    pub(super) async fn load(profile: Option<&str>, options: &Options) -> Result<Self, Error> {
        let http = http();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http.clone())
            .retry_config(retries())
            .timeout_config(timeouts(options.reading));
        if let Some(profile) = profile {
            loader = loader.profile_name(profile);
        }
        let named = options.regions.iter().find(|r| *r != "all");
        if let Some(region) = named {
            loader = loader.region(Region::new(region.clone()));
        }
        let mut config = loader.load().await;
        if config.region().is_none() && options.regions.iter().any(|r| r == "all") {
            config = config.into_builder().region(Region::new("us-east-1")).build();
        }
        let home = config.region().map(ToString::to_string).ok_or(Error::NoRegion)?;
        let missing = |message: String| Error::NoCredentials { profile: profile.map(str::to_owned), message };
        // A profile that is named comes before what the environment holds, as with the AWS command line; the default chain has it the other way round.
        if let Some(profile) = profile {
            let asks = ProviderConfig::without_region().with_region(config.region().cloned()).with_http_client(http.clone());
            let own = ProfileFileCredentialsProvider::builder().profile_name(profile).configure(&asks).build();
            config = config.into_builder().credentials_provider(SharedCredentialsProvider::new(own)).build();
        }
        let credentials = config.credentials_provider().ok_or_else(|| missing("nothing".into()))?;
        credentials.provide_credentials().await.map_err(|e| missing(brief(&DisplayErrorContext(&e).to_string())))?;
        Ok(Self { config, http, credentials, home })
    }

    /// A client with these credentials.
    pub(super) fn client(&self) -> Client {
        Client::new(&self.config, self.http.clone(), self.credentials.clone())
    }

    /// Whether an endpoint of the user's own is asked.
    pub(super) fn has_endpoint(&self) -> bool {
        self.client().has_endpoint()
    }

    /// A client that assumes a role first.
    ///
    /// # Errors
    /// What AWS says against it.
    pub(super) async fn assume(&self, role: &str, external_id: Option<&str>) -> Result<Client, String> {
        let mut provider = AssumeRoleProvider::builder(role).session_name(SESSION).configure(&self.config);
        if let Some(id) = external_id {
            provider = provider.external_id(id);
        }
        let credentials = SharedCredentialsProvider::new(provider.build().await);
        credentials.provide_credentials().await.map_err(|e| brief(&DisplayErrorContext(&e).to_string()))?;
        Ok(Client::new(&self.config, self.http.clone(), credentials))
    }
}

/// HTTP with TLS by rustls, through the proxy that the environment names.
fn http() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder().proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|c| c.sleep_impl()));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).build()
    })
}
