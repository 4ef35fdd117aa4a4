using System.Globalization;
using System.Web;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Callbacks;
using Xunit;

namespace VideoPipeline.Tests.Functions.Callbacks;

public sealed class CallbackUrlsTests
{
    private const string Job = "vid_0190a1b2c3d4e5f60718293a4b5c6d7e";

    [Fact]
    public void Address_is_accepted_for_what_it_was_made_for()
    {
        var urls = Create("https://app.example.com/", "key-1");

        var address = new Uri(urls.For("seedanceapi", Job, 2)!);

        Assert.Equal($"https://app.example.com/api/callbacks/seedanceapi/{Job}/2", address.GetLeftPart(UriPartial.Path));
        Assert.True(urls.IsGenuine("seedanceapi", Job, 2, Signature(address)));
        Assert.Matches("^[0-9a-f]{64}$", Signature(address));
    }

    [Theory]
    [InlineData(null, "key")]
    [InlineData("", "key")]
    [InlineData("https://app.example.com", null)]
    public void There_is_no_address_without_a_public_one_and_a_key(string? publicUrl, string? key)
    {
        var urls = Create(publicUrl, key is null ? [] : [key]);

        Assert.False(urls.AreConfigured);
        Assert.Null(urls.For("seedanceapi", Job, 1));
    }

    [Fact]
    public void Nothing_is_genuine_without_a_key()
    {
        var signed = new Uri(Create("https://a", "").For("seedanceapi", Job, 1) ?? "https://a?sig=");

        Assert.False(Create("https://a").IsGenuine("seedanceapi", Job, 1, Signature(signed)));
        Assert.False(Create("https://a").IsGenuine("seedanceapi", Job, 1, ""));
        Assert.False(Create("https://a").IsGenuine("seedanceapi", Job, 1, null));
    }

    [Theory]
    [InlineData("seedanceapi", Job, 2)]
    [InlineData("seedanceapi", Job, 0)]
    [InlineData("seedanceapi", Job, -1)]
    [InlineData("seedanceapi", Job, 11)]
    [InlineData("tokenhub", Job, 1)]
    [InlineData("Seedanceapi", Job, 1)]
    [InlineData("seedanceapi", "vid_0190a1b2c3d4e5f60718293a4b5c6d7f", 1)]
    [InlineData("seedanceapi", Job + "1", 1)]
    [InlineData("seedanceapi", "", 1)]
    [InlineData("seedanceap", "i" + Job, 1)]
    [InlineData("seedanceapi\n36:vid_0190a1b2c3d4e5f60718293a4b5c6d7e", "", 1)]
    public void Signature_is_good_for_one_attempt_only(string provider, string job, int attempt)
    {
        var urls = Create("https://app.example.com", "key-1");
        var signature = Signature(new Uri(urls.For("seedanceapi", Job, 1)!));

        Assert.False(urls.IsGenuine(provider, job, attempt, signature));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ключ")]
    public void Signature_that_is_none_is_refused(string? signature) =>
        Assert.False(Create("https://app.example.com", "key-1").IsGenuine("seedanceapi", Job, 1, signature));

    [Fact]
    public void Keys_rotate()
    {
        var old = new Uri(Create("https://a", "old").For("seedanceapi", Job, 1)!);
        var fresh = new Uri(Create("https://a", "new").For("seedanceapi", Job, 1)!);
        var both = Create("https://a", "new", "old");

        Assert.Equal(fresh.AbsoluteUri, both.For("seedanceapi", Job, 1));
        Assert.True(both.IsGenuine("seedanceapi", Job, 1, Signature(old)));
        Assert.True(both.IsGenuine("seedanceapi", Job, 1, Signature(fresh)));
        Assert.False(Create("https://a", "new").IsGenuine("seedanceapi", Job, 1, Signature(old)));
        Assert.False(Create("https://a", "old").IsGenuine("seedanceapi", Job, 1, Signature(fresh)));
        Assert.False(Create("https://a", "other").IsGenuine("seedanceapi", Job, 1, Signature(old)));
    }

    [Fact]
    public void Ten_thousand_forgeries_are_all_refused()
    {
        const int Seed = 20260101;
        var random = new Random(Seed);
        var urls = Create("https://app.example.com", "key-1", "key-2");
        var forger = Create("https://app.example.com", "guess");
        string[] providers = ["gogogotoken", "tokenlab", "tokenhub", "seedanceapi"];
        for (var number = 0; number < 10_000; number++)
        {
            var (provider, job, attempt) = (providers[random.Next(4)], Id(random), random.Next(1, 5));
            var genuine = Signature(new Uri(urls.For(provider, job, attempt)!));
            Assert.True(urls.IsGenuine(provider, job, attempt, genuine));
            var (forgedProvider, forgedJob, forgedAttempt, forged) = (number % 8) switch
            {
                0 => (provider, Id(random), attempt, genuine),
                1 => (provider, Mutate(random, job), attempt, genuine),
                2 => (provider, job, attempt + random.Next(1, 10), genuine),
                3 => (providers[(Array.IndexOf(providers, provider) + random.Next(1, 4)) % 4], job, attempt, genuine),
                4 => (provider, job, attempt, Signature(new Uri(forger.For(provider, job, attempt)!))),
                5 => (provider, job, attempt, Mutate(random, genuine)),
                6 => (provider, job, attempt, genuine[..random.Next(genuine.Length)]),
                _ => (provider, job, attempt, genuine + Hex(random)),
            };

            Assert.False(
                urls.IsGenuine(forgedProvider, forgedJob, forgedAttempt, forged),
                string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, number {number}: {forgedProvider}/{forgedJob}/{forgedAttempt}?sig={forged}"));
        }
    }

    private static string Id(Random random) => "vid_" + string.Concat(Enumerable.Range(0, 32).Select(_ => Hex(random)));

    private static char Hex(Random random) => "0123456789abcdef"[random.Next(16)];

    // Changes, drops or swaps a character; always another text.
    private static string Mutate(Random random, string text)
    {
        while (true)
        {
            var at = random.Next(text.Length - 1);
            var mutated = random.Next(3) switch
            {
                0 => text[..at] + Hex(random) + text[(at + 1)..],
                1 => text[..at] + text[(at + 1)..],
                _ => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
            };
            if (mutated != text)
            {
                return mutated;
            }
        }
    }

    private static string Signature(Uri address) => HttpUtility.ParseQueryString(address.Query)["sig"] ?? "";

    private static CallbackUrls Create(string? publicUrl, params string[] keys)
    {
        var options = new CallbacksOptions { PublicBaseUrl = publicUrl };
        foreach (var key in keys)
        {
            options.SigningKeys.Add(key);
        }

        return new CallbackUrls(Options.Create(options));
    }
}
