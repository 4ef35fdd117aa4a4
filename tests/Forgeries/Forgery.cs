using System.Globalization;
using System.Security.Cryptography;
using VideoPipeline.Functions.Callbacks;

namespace VideoPipeline.Forgeries;

/// <summary>A callback as it is called: an address and its signature.</summary>
internal sealed record Callback(string Provider, string Job, int Attempt, string? Signature)
{
    public bool IsTaken(CallbackUrls urls) => urls.IsGenuine(Provider, Job, Attempt, Signature);

    public static Callback Genuine(CallbackUrls urls, string provider, string job, int attempt) =>
        new(provider, job, attempt, urls.For(provider, job, attempt)!.Split("?sig=")[1]);
}

/// <summary>Addresses that were given out.</summary>
internal static class GenuineCallbacks
{
    public static IReadOnlyList<GivenOut> All { get; } = [new("seedanceapi", "vid_1", 1), new("tokenlab", "bat_1-000001-r2", 12)];
}

/// <summary>One of them.</summary>
internal sealed record GivenOut(string Provider, string Job, int Attempt)
{
    public bool IsTaken(CallbackUrls urls) => Callback.Genuine(urls, Provider, Job, Attempt).IsTaken(urls);
}

/// <summary>Callbacks that nobody was given the address of, each made from a genuine one in another way.</summary>
internal static class Forgery
{
    private static readonly string[] s_providers = ["gogogotoken", "seedanceapi", "tokenhub", "tokenlab"];

    public static Callback Of(int number, CallbackUrls urls)
    {
        var job = string.Create(CultureInfo.InvariantCulture, $"vid_{number:x8}");
        var attempt = 1 + (number % 5);
        var provider = s_providers[number % s_providers.Length];
        var genuine = Callback.Genuine(urls, provider, job, attempt);
        return (number % 12) switch
        {
            0 => genuine with { Signature = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) },
            1 => genuine with { Job = job + "0" },
            2 => genuine with { Job = string.Create(CultureInfo.InvariantCulture, $"vid_{number + 1:x8}") },
            3 => genuine with { Attempt = attempt + 1 },
            4 => genuine with { Attempt = -attempt },
            5 => genuine with { Provider = s_providers[(number + 1) % s_providers.Length] },
            6 => genuine with { Signature = Flipped(genuine.Signature!, number % 64) },
            7 => genuine with { Signature = genuine.Signature![..(number % 64)] },
            8 => genuine with { Signature = genuine.Signature + "0" },
            9 => genuine with { Signature = genuine.Signature!.ToUpperInvariant() + " " },

            // What moves a boundary between the signed parts without changing their text.
            10 => genuine with { Provider = provider + "\n" + job[..4], Job = job[4..] },
            _ => genuine with { Signature = number % 24 == 11 ? null : "" },
        };
    }

    private static string Flipped(string signature, int at)
    {
        var characters = signature.ToCharArray();
        characters[at] = characters[at] == '0' ? '1' : '0';
        return new string(characters);
    }
}
