using System.Globalization;
using System.Net;

namespace VideoPipeline.Tests.Storage;

/// <summary>Addresses that nothing from outside may lead to, in every spelling that some parser takes.</summary>
internal static class HostileAddresses
{
    private static readonly string[] s_v4 =
    [
        "127.0.0.1", "127.0.0.2", "127.1.2.3", "127.255.255.254", "0.0.0.0", "0.0.0.1", "10.0.0.1", "10.255.255.255", "172.16.0.1",
        "172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1", "168.63.129.16", "100.64.0.1", "100.100.100.200",
        "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255", "192.88.99.1",
    ];

    private static readonly string[] s_v6 =
    [
        "::", "::1", "0:0:0:0:0:0:0:1", "fe80::1", "fe80::1%25eth0", "fc00::1", "fd00:ec2::254", "fd12:3456:789a::1", "ff02::1", "ff05::2",
        "100::1", "2001::1", "2001:db8::1", "2001:10::1", "2002:7f00:1::", "3fff::1", "64:ff9b:1::1", "5f00::1", "fec0::1",
    ];

    private static readonly string[] s_names =
    [
        "localhost", "LOCALHOST", "localhost.", "sub.localhost", "ｌｏｃａｌｈｏｓｔ", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "１２７.0.0.1", "127。0。0。1", "127．0．0．1", "①②⑦.⓪.⓪.①",
    ];

    public static IReadOnlyList<string> Hosts { get; } = [.. s_v4.SelectMany(SpellingsOf).Concat(s_v6.Select(v6 => $"[{v6}]")).Concat(s_names).Distinct()];

    private static IEnumerable<string> SpellingsOf(string dotted)
    {
        var bytes = IPAddress.Parse(dotted).GetAddressBytes();
        var (a, b, c, d) = (bytes[0], bytes[1], bytes[2], bytes[3]);
        var number = ((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d;
        var (high, low) = (number >> 16, number & 0xFFFF);
        return
        [
            dotted,
            dotted + ".",
            Text($"{number}"),
            Text($"0x{number:x8}"),
            Text($"0X{number:X8}"),
            "0" + Convert.ToString(number, 8),
            Text($"{a}.{number & 0xFFFFFF}"),
            Text($"{a}.{b}.{low}"),
            Text($"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
            $"0{Octal(a)}.0{Octal(b)}.0{Octal(c)}.0{Octal(d)}",
            $"000{Octal(a)}.{b}.{c}.{d}",
            Text($"0x{a:x}.{b}.0{Octal(c)}.{d}"),
            string.Concat(dotted.Select(character => character == '.' ? "%2e" : character.ToString())),
            $"[::ffff:{dotted}]",
            Text($"[::ffff:{high:x}:{low:x}]"),
            Text($"[0:0:0:0:0:ffff:{high:x}:{low:x}]"),
            $"[::{dotted}]",
            $"[::ffff:0:{dotted}]",
            Text($"[64:ff9b::{high:x}:{low:x}]"),
            $"[64:ff9b::{dotted}]",
            Text($"[2002:{high:x}:{low:x}::1]"),
            Text($"[2001:0:{high:x}:{low:x}::]"),
        ];
    }

    private static string Octal(byte value) => Convert.ToString(value, 8);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
