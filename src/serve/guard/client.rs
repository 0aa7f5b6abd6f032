use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::extract::connect_info::Connected;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::serve::IncomingStream;
use tokio::net::TcpListener;

use crate::config::Config;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// Where a request comes from, as far as those can be believed who say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    pub address: IpAddr,
    /// The browser or program talks TLS.
    pub https: bool,
}

impl Client {
    pub fn of(parts: &Parts, config: &Config) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|connected| connected.0.0.ip());
        // Without a connection nobody is trusted: a test that wants to come from loopback says so.
        Self::through(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), &parts.headers, config)
    }

    /// A proxy appends the address that it saw, so the list is read from its end, up to the first that is no proxy of ours: what stands
    /// before was sent by the client itself.
    fn through(peer: IpAddr, headers: &HeaderMap, config: &Config) -> Self {
        let network = &config.network;
        let trusted = |address: IpAddr| network.behind_proxy && network.proxies.contains(&address);
        let mut address = peer.to_canonical();
        if !trusted(address) {
            return Self { address, https: config.tls.is_some() };
        }
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        for hop in hops.iter().rev() {
            let Ok(next) = hop.trim().parse::<IpAddr>() else { break };
            address = next.to_canonical();
            if !trusted(address) {
                break;
            }
        }
        let scheme = headers.get("x-forwarded-proto").and_then(|scheme| scheme.to_str().ok());
        Self { address, https: scheme.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https")) }
    }

    /// Of the addresses that the client is told.
    pub fn scheme(self) -> &'static str {
        if self.https { "https" } else { "http" }
    }

    /// A program on this machine, and not through a proxy.
    pub fn is_this_machine(self) -> bool {
        self.address.is_loopback()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], behind_proxy: bool) -> Client {
        let mut config = Config::default();
        config.network.behind_proxy = behind_proxy;
        config.network.proxies.push("10.0.0.5".parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        headers.insert("x-forwarded-proto", "https".parse().unwrap());
        Client::through(peer.parse().unwrap(), &headers, &config)
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        let address = |peer, forwarded: &[&str], behind| client(peer, forwarded, behind).address.to_string();
        assert_eq!(address("127.0.0.1", &["192.0.2.7"], false), "127.0.0.1");
        assert_eq!(address("127.0.0.1", &["192.0.2.7"], true), "192.0.2.7");
        assert_eq!(address("198.51.100.1", &["192.0.2.7"], true), "198.51.100.1");
        assert_eq!(address("::ffff:127.0.0.1", &["192.0.2.7"], true), "192.0.2.7");
        assert!(!client("127.0.0.1", &[], false).https && !client("198.51.100.1", &[], true).https);
        assert!(client("127.0.0.1", &["192.0.2.7"], true).https);
    }

    #[test]
    fn what_a_client_says_of_itself_is_not() {
        let address = |forwarded: &[&str]| client("127.0.0.1", forwarded, true).address.to_string();
        assert_eq!(address(&["127.0.0.1, 192.0.2.7"]), "192.0.2.7", "a client says that it is this machine");
        assert_eq!(address(&["127.0.0.1, 192.0.2.7, 10.0.0.5"]), "192.0.2.7", "through both proxies");
        assert_eq!(address(&["127.0.0.1", "192.0.2.7"]), "192.0.2.7", "in two lines");
        assert_eq!(address(&["nonsense"]), "127.0.0.1");
        assert_eq!(address(&[]), "127.0.0.1");
    }
}
