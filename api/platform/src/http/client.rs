//! Where a request came from: the peer's address, or what a trusted proxy says it was.
//! Addresses are for limits and for the access record of the one who connects; nothing else.

use std::net::{IpAddr, Ipv6Addr};

use http::{HeaderMap, header};

/// What is known of the one who connects, before they prove who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientInfo {
    /// The client's own address, as far as it can be believed.
    pub address: IpAddr,
    /// What the client says it is, cut to 256 characters and without control characters.
    pub user_agent: Option<String>,
}

impl ClientInfo {
    /// What visitors from this address are counted under: an IPv6 customer has a whole /64.
    pub fn address_key(&self) -> String {
        match self.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let prefix = address.to_bits() & !u128::from(u64::MAX);
                format!("{}/64", Ipv6Addr::from_bits(prefix))
            }
        }
    }
}

/// A set of networks, such as `10.0.0.0/8` or a single address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Networks(Vec<(IpAddr, u8)>);

impl Networks {
    /// Reads networks; the first that cannot be read is given back.
    pub(crate) fn parse(texts: &[String]) -> Result<Self, String> {
        texts
            .iter()
            .map(|text| network(text).ok_or_else(|| text.clone()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether the address lies in one of them.
    pub(crate) fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|(network, bits)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(*bits);
                let mask = u32::MAX.checked_shl(shift).unwrap_or(0);
                network.to_bits() & mask == address.to_bits() & mask
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(*bits);
                let mask = u128::MAX.checked_shl(shift).unwrap_or(0);
                network.to_bits() & mask == address.to_bits() & mask
            }
            _ => false,
        })
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let address: IpAddr = address.trim().parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.trim().parse().ok())?;
    (bits <= most).then_some((address, bits))
}

/// The client's address: the peer, or the last hop that a trusted proxy names.
pub(crate) fn address(peer: IpAddr, headers: &HeaderMap, proxies: &Networks) -> IpAddr {
    let peer = peer.to_canonical();
    if !proxies.contain(peer) {
        return peer;
    }
    // Only the last hop was written by the proxy itself; all before it may be invented.
    headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|hop| hop.trim().parse::<IpAddr>().ok())
        .map_or(peer, |hop| hop.to_canonical())
}

/// The `User-Agent`, made fit to be stored and shown.
pub(crate) fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::USER_AGENT)?.to_str().ok()?;
    let text: String = text.chars().filter(|c| !c.is_control()).take(256).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(texts: &[&str]) -> Networks {
        Networks::parse(&texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_hop() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "1.1.1.1, 203.0.113.7".parse().unwrap());
        let proxies = networks(&["10.0.0.0/8", "fd00::1"]);
        let seen = |peer: &str| address(peer.parse().unwrap(), &headers, &proxies).to_string();
        assert_eq!(seen("10.1.2.3"), "203.0.113.7");
        assert_eq!(seen("::ffff:10.1.2.3"), "203.0.113.7");
        assert_eq!(seen("fd00::1"), "203.0.113.7");
        assert_eq!(seen("fd00::2"), "fd00::2");
        assert_eq!(seen("192.0.2.1"), "192.0.2.1");
        headers.append("x-forwarded-for", "not an address".parse().unwrap());
        assert_eq!(
            address("10.1.2.3".parse().unwrap(), &headers, &proxies).to_string(),
            "10.1.2.3"
        );
    }

    #[test]
    fn networks_are_read_with_their_edges() {
        assert!(networks(&["0.0.0.0/0"]).contain("255.1.2.3".parse().unwrap()));
        assert!(!networks(&["0.0.0.0/0"]).contain("::1".parse().unwrap()));
        assert!(networks(&["::/0"]).contain("::1".parse().unwrap()));
        assert!(networks(&["192.0.2.1"]).contain("192.0.2.1".parse().unwrap()));
        assert!(!networks(&["192.0.2.0/31"]).contain("192.0.2.2".parse().unwrap()));
        for wrong in ["10.0.0.0/33", "10.0.0/8", "x", "::1/129", "10.0.0.0/"] {
            assert_eq!(Networks::parse(&[wrong.to_owned()]).unwrap_err(), wrong);
        }
    }

    #[test]
    fn an_ipv6_customer_is_counted_by_prefix() {
        let client =
            |address: &str| ClientInfo { address: address.parse().unwrap(), user_agent: None };
        assert_eq!(client("2001:db8:1:2:3::4").address_key(), "2001:db8:1:2::/64");
        assert_eq!(client("192.0.2.9").address_key(), "192.0.2.9");
    }
}
