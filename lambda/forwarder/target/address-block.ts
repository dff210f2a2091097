import { lookup } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

/** IANA's registries of special-purpose addresses, and multicast. */
const IPV4: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared with carriers, and used by AWS inside of VPCs
  ['127.0.0.0', 8], // loopback, where Lambda's own API listens
  ['169.254.0.0', 16], // link-local: metadata and credentials of instances and containers
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
];

/** Global unicast is 2000::/3: all around it is blocked (loopback, mapped, translated, unique local, link-local, multicast), and these parts of it. */
const IPV6: ReadonlyArray<readonly [network: string, prefix: number]> = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which holds an IPv4 address
  ['3fff::', 20], // documentation
];

export class AddressBlocked extends Error {
  public readonly code = 'ERR_IP_BLOCKED';
}

type Family = 'ipv4' | 'ipv6';

/** One list for each, since Node holds an IPv4 address against networks of IPv6 as well, as if it were mapped into them. */
let lists: { readonly [family in Family]: BlockList } | undefined;

/** @throws AddressBlocked if the host is an address that is not public; a name says nothing until it is looked up */
export function requirePublic(hostname: string): void {
  if (isIP(hostname) !== 0 && isBlocked(hostname)) throw new AddressBlocked(`${hostname} is no public address`);
}

/**
 * Looks a name up as Node does, and leaves out what is not public. It decides about the very addresses that the connection is then made to,
 * so that a name which changes its mind gains nothing.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, []);
    const open = found.filter(({ address }) => !isBlocked(address));
    const [first] = open;
    if (first === undefined) return callback(new AddressBlocked(`${hostname} has no public address`), []);
    if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};

/** @param address may name an interface, as link-local ones do */
function isBlocked(address: string): boolean {
  const [plain] = address.split('%');
  lists ??= { ipv4: listOf('ipv4', IPV4), ipv6: listOf('ipv6', IPV6) };
  const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
  return lists[family].check(plain, family);
}

function listOf(family: Family, networks: typeof IPV4): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}
