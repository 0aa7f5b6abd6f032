//! The operator's file `wherenext.toml` in the data folder: one table of parameters a module. Every key may be left out; a key
//! that nobody knows is an error, because a misspelled limit is no limit.
//!
//! ```toml
//! [serve]
//! bind = "127.0.0.1:8080"
//! tile_cache_mib = 32
//!
//! [density]
//! bandwidth_m = 300
//!
//! [network]                   # to be reached from other machines: TLS, or a proxy that speaks it
//! names = ["hotspots.example.org"]
//! behind_proxy = true         # or: [tls] certificate = "cert.pem", key = "key.pem"
//!
//! [limits]
//! requests_per_second = 200
//!
//! [access]
//! session_idle_minutes = 30
//!
//! [case_review]
//! reports = 3
//! within_months = 6
//!
//! [transparency]
//! organisation = "Essex Police"
//! contact_email = "transparency@example.org"
//!
//! [basemap]
//! file = "essex.pmtiles"     # or: url = "https://maps.example.org/essex.pmtiles"
//! ```

mod network;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::access::{AccessParameterError, AccessParameters};
use crate::analysis::case_review::{Threshold, ThresholdError};
use crate::analysis::kernel_density::{EdgeCorrection, Kernel, KernelDensityParameters};
use crate::disclosure::{Rules, RulesError};
use crate::ledger::transparency::Organisation;
use crate::space::Metres;

pub use network::{Limits, Network, Tls};

/// The name of the file in the data folder.
pub const FILE_NAME: &str = "wherenext.toml";

/// All parameters that an operator can set.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub serve: ServeParameters,
    pub network: Network,
    pub tls: Option<Tls>,
    pub limits: Limits,
    pub access: AccessParameters,
    pub density: DensityDefaults,
    pub case_review: Threshold,
    pub basemap: Option<Basemap>,
    pub transparency: Organisation,
    /// From a file of its own, `disclosure.toml`: it reads like an agreement, and its parties do not see this one.
    #[serde(skip)]
    pub disclosure: Rules,
}

/// How the service listens, and what it may use.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeParameters {
    /// Address and port; port 0 takes any free one.
    pub bind: SocketAddr,
    /// A request that takes longer is ended.
    pub timeout_s: u64,
    /// How long running requests may take to finish once the service is told to end.
    pub grace_s: u64,
    /// How often to look whether an import has changed the data.
    pub refresh_s: f64,
    /// Memory for finished tiles, in units of 2^20 bytes.
    pub tile_cache_mib: u64,
    /// Memory for what tiles are cut from (selections, density lattices, repeat locations), in units of 2^20 bytes.
    pub result_cache_mib: u64,
}

impl Default for ServeParameters {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            timeout_s: 30,
            grace_s: 10,
            refresh_s: 1.0,
            tile_cache_mib: 32,
            result_cache_mib: 64,
        }
    }
}

/// How a density is estimated where a request does not say.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DensityDefaults {
    pub kernel: Kernel,
    /// Metres; see [`Kernel`] for what it means to each.
    pub bandwidth_m: f64,
    pub edge: EdgeCorrection,
}

impl Default for DensityDefaults {
    fn default() -> Self {
        Self { kernel: Kernel::Gaussian, bandwidth_m: 300.0, edge: EdgeCorrection::None }
    }
}

impl DensityDefaults {
    pub fn parameters(&self) -> KernelDensityParameters {
        KernelDensityParameters {
            kernel: self.kernel,
            bandwidth: Metres(self.bandwidth_m),
            edge: self.edge,
            adaptive: false,
        }
    }
}

/// Where the map's background comes from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basemap {
    /// A PMTiles file that the service hands out; relative to the data folder.
    File(PathBuf),
    /// A PMTiles file elsewhere: the page then asks that host, and no other.
    Url(String),
}

/// Why the operator's file cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("{path}: {message}")]
    Syntax { path: PathBuf, message: String },
    #[error("{path}: access.{source}")]
    Access { path: PathBuf, source: AccessParameterError },
    #[error(transparent)]
    Disclosure(#[from] RulesError),
    #[error("{path}: case_review.{source}")]
    Threshold { path: PathBuf, source: ThresholdError },
    #[error("{path}: {key} is {value}, which is not {expected}")]
    Value { path: PathBuf, key: &'static str, value: String, expected: &'static str },
}

impl Config {
    /// Reads the files of a data folder; without one, every parameter has its default.
    pub fn of_folder(folder: &Path) -> Result<Self, ConfigError> {
        Ok(Self { disclosure: Rules::of_folder(folder)?, ..Self::parameters_of(folder)? })
    }

    fn parameters_of(folder: &Path) -> Result<Self, ConfigError> {
        let path = folder.join(FILE_NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(ConfigError::File { path, source }),
        };
        let mut config: Self = toml::from_str(&text)
            .map_err(|error| ConfigError::Syntax { path: path.clone(), message: error.to_string() })?;
        config.check(&path)?;
        if let Some(Basemap::File(file)) = &mut config.basemap {
            *file = folder.join(&file);
        }
        if let Some(tls) = &mut config.tls {
            tls.certificate = folder.join(&tls.certificate);
            tls.key = folder.join(&tls.key);
        }
        Ok(config)
    }

    fn check(&self, path: &Path) -> Result<(), ConfigError> {
        let wrong = |key, value: String, expected| ConfigError::Value { path: path.to_owned(), key, value, expected };
        let serve = &self.serve;
        if serve.timeout_s == 0 {
            return Err(wrong("serve.timeout_s", "0".to_owned(), "a positive number of seconds"));
        }
        if !(0.05..=3600.0).contains(&serve.refresh_s) {
            return Err(wrong("serve.refresh_s", serve.refresh_s.to_string(), "between 0.05 and 3600 seconds"));
        }
        if let Some(name) = self.network.names.iter().find(|name| !network::is_host_name(name)) {
            return Err(wrong("network.names", name.clone(), "a host name without a port"));
        }
        if self.tls.is_some() && self.network.behind_proxy {
            return Err(wrong(
                "network.behind_proxy",
                "true".to_owned(),
                "possible beside [tls]: one of the two speaks TLS",
            ));
        }
        if self.density.parameters().check().is_err() {
            let value = self.density.bandwidth_m.to_string();
            return Err(wrong("density.bandwidth_m", value, "between 1 and 1,000,000 metres"));
        }
        if let Err(error) = self.access.check() {
            return Err(ConfigError::Access { path: path.to_owned(), source: error });
        }
        if let Err(error) = self.case_review.check() {
            return Err(ConfigError::Threshold { path: path.to_owned(), source: error });
        }
        match &self.basemap {
            Some(Basemap::Url(url)) if !is_origin_and_path(url) => {
                Err(wrong("basemap.url", url.clone(), "an address that begins with http:// or https://"))
            }
            _ => Ok(()),
        }
    }
}

/// The address ends up in the content security policy, so it must be one word of plain characters.
fn is_origin_and_path(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/?&=%+[]".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
        Config::of_folder(folder.path())
    }

    #[test]
    fn absent_and_partial() {
        assert_eq!(Config::of_folder(Path::new("/nowhere")).unwrap(), Config::default());
        let config = read("[serve]\nbind = \"[::1]:0\"\n[basemap]\nfile = \"a.pmtiles\"").unwrap();
        assert_eq!(config.serve.bind, "[::1]:0".parse().unwrap());
        assert_eq!(config.serve.timeout_s, 30);
        assert!(
            matches!(config.basemap, Some(Basemap::File(path)) if path.is_absolute() && path.ends_with("a.pmtiles"))
        );
    }

    #[test]
    fn the_organisation_s_words() {
        let config = read("[transparency]\norganisation = \"Essex Police\"").unwrap();
        assert_eq!(config.transparency.organisation.as_deref(), Some("Essex Police"));
        assert!(read("[transparency]\norganization = \"x\"").unwrap_err().to_string().contains("organization"));
    }

    #[test]
    fn a_misspelled_key_is_named() {
        let error = read("[serve]\ntile_cache_mb = 10").unwrap_err().to_string();
        assert!(error.contains("tile_cache_mb") && error.contains(FILE_NAME), "{error}");
        assert!(read("[sevre]").unwrap_err().to_string().contains("sevre"));
    }

    #[test]
    fn values_out_of_range() {
        assert!(read("[serve]\nrefresh_s = 0").unwrap_err().to_string().contains("serve.refresh_s"));
        assert!(read("[density]\nbandwidth_m = 0").unwrap_err().to_string().contains("density.bandwidth_m"));
        assert!(read("[case_review]\nreports = 0").unwrap_err().to_string().contains("case_review.reports is 0"));
        assert!(read("[network]\nnames = [\"a.example:80\"]").unwrap_err().to_string().contains("network.names"));
        let both = "[network]\nbehind_proxy = true\n[tls]\ncertificate = \"c\"\nkey = \"k\"";
        assert!(read(both).unwrap_err().to_string().contains("network.behind_proxy"));
        assert!(read("[access]\nsession_hours = 0").unwrap_err().to_string().contains("access.session_hours is 0"));
        assert!(read("[density]\nkernel = \"round\"").is_err());
        assert!(read("[basemap]\nurl = \"https://a.example/x; script-src *\"").is_err());
        assert!(read("[serve]\nbind = \"localhost\"").is_err());
    }
}
