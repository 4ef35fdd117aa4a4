using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Settings;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>Who may use the front doors, and where they lead.</summary>
public sealed class FrontDoorsOptions : ICheckedOptions
{
    public const string SectionName = "FrontDoors";

    private const int ShortestKey = 16;

    /// <summary>Bearer keys of all doors, of one account: whoever has one sees every task. None: closed, but for a host on loopback.</summary>
    public IList<string> Keys { get; } = [];

    /// <summary>Doors whose jobs go to one reseller (<c>FrontDoors__tokenhub__Provider</c>); all others have the cheapest.</summary>
    internal Dictionary<string, string> Pins { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The host listens on loopback alone, and says so itself.</summary>
    internal bool OnLoopback { get; set; }

    internal string ProviderOf(string door) => Pins.GetValueOrDefault(door, Router.Auto);

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        for (var i = 0; i < Keys.Count; i++)
        {
            if (Keys[i].Length < ShortestKey || Keys[i].Any(character => character is <= ' ' or > '~'))
            {
                yield return FormattableString.Invariant(
                    $"FrontDoors__Keys__{i} must have at least {ShortestKey} characters, all of them printable ASCII without spaces.");
            }
        }

        foreach (var (door, provider) in Pins)
        {
            if (!KnownResellers.Names.Contains(door, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"FrontDoors__{door} is no front door: there are {string.Join(", ", KnownResellers.Names)}.";
            }
            else if (provider != Router.Auto && !KnownResellers.Names.Contains(provider))
            {
                yield return $"FrontDoors__{door}__Provider must be {Router.Auto} or one of {string.Join(", ", KnownResellers.Names)}.";
            }
        }
    }
}
