using System.Security.Cryptography;
using System.Text;

namespace VideoPipeline.Functions.Http;

/// <summary>Keys are compared by their hashes, in constant time: a comparison of texts would tell their lengths.</summary>
internal static class KeyHash
{
    public static byte[] Of(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static bool AreEqual(byte[] hash, byte[] other) => CryptographicOperations.FixedTimeEquals(hash, other);
}
