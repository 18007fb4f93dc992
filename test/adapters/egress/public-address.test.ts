import { expect, test } from "vitest";
import { chooseAddress } from "../../../src/adapters/egress/choose-address.ts";
import { whyNotPublic } from "../../../src/adapters/egress/public-address.ts";

test.each([
  ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254"],
  ...["169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.170", "192.168.1.1", "198.18.0.1"],
  ...["224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"],
  ...["::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1"],
  ...["64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"],
  ...["2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1"],
  ...["fe80::1%lo", "1.2.3", "2130706433", "", "localhost", "127.0.0.1\0"],
])("%j is no public address", (address) => {
  expect(whyNotPublic(address)).toBeDefined();
});

test.each(["1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111"])(
  "%s is a public address",
  (address) => {
    expect(whyNotPublic(address)).toBeUndefined();
  },
);

test("a name of which one address is private is refused, wherever it stands", () => {
  expect(chooseAddress(["93.184.216.34", "10.0.0.1"])).toMatchObject({ allowed: false });
  expect(chooseAddress(["10.0.0.1", "93.184.216.34"])).toMatchObject({ allowed: false });
  expect(chooseAddress([])).toMatchObject({ allowed: false });
  expect(chooseAddress(["93.184.216.34", "1.1.1.1"])).toEqual({ allowed: true, address: "93.184.216.34" });
});
