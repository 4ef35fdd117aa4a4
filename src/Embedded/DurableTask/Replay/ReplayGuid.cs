using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>RFC 4122 version 5 ids from instance, time and a counter, so that replay makes the same ones.</summary>
internal static class ReplayGuid
{
    private static readonly byte[] Namespace = new Guid("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    public static Guid Create(string instanceId, DateTime utcNow, int counter)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{utcNow:o}_{counter}");
        byte[] source = [.. Namespace, .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // Version 5 ids are SHA-1 by definition; nothing here is secret.
        var hash = SHA1.HashData(source).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
