using VideoPipeline.Settings;
using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Storage;

/// <summary>The fetch guard: what may be downloaded from where.</summary>
public sealed class AssetsOptions : ICheckedOptions
{
    public const string SectionName = "Assets";

    /// <summary>Lets URLs lead to private and loopback addresses, and be plain http. For local runs only.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>The largest result that is stored, in bytes. Default 2 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How long an asset host may be silent before the connection counts as broken. Default 1 minute.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one copy may take in all, below the host's functionTimeout; what is not done then is tried again. Default 8 minutes.</summary>
    public TimeSpan CopyTimeout { get; set; } = TimeSpan.FromMinutes(8);

    /// <summary>The containers that <c>blob://</c> in a request may name. Default <c>uploads</c> and <c>videos</c>.</summary>
    public IList<string> InputContainers { get; } = [];

    /// <summary>A list that is configured replaces the default.</summary>
    public IReadOnlyList<string> Containers => InputContainers.Count > 0 ? [.. InputContainers] : Storage.InputContainers.Default;

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        if (MaxBytes < 1)
        {
            yield return FormattableString.Invariant($"Assets__MaxBytes is {MaxBytes}; it must be above 0.");
        }

        var most = functionTimeout - TimeSpan.FromMinutes(2);
        foreach (var fault in CheckedOptions.Range("Assets__CopyTimeout", CopyTimeout, TimeSpan.FromMilliseconds(1), most)
            .Concat(CheckedOptions.Range("Assets__StallTimeout", StallTimeout, TimeSpan.FromMilliseconds(1), most)))
        {
            yield return fault;
        }

        for (var i = 0; i < InputContainers.Count; i++)
        {
            if (Storage.InputContainers.Fault(InputContainers[i]) is { } reason)
            {
                yield return FormattableString.Invariant($"Assets__InputContainers__{i} cannot be '{InputContainers[i]}': it {reason}.");
            }
        }
    }
}
