using System.Diagnostics.CodeAnalysis;

namespace VideoPipeline.Resellers;

/// <summary>The providers that have a key, by name.</summary>
public sealed class ProviderRegistry(IEnumerable<IVideoProvider> providers)
{
    private readonly SortedDictionary<string, IVideoProvider> byName =
        new(providers.ToDictionary(p => p.Name), StringComparer.Ordinal);

    /// <summary>In the order of their names.</summary>
    public IReadOnlyCollection<IVideoProvider> All => byName.Values;

    public bool TryGet(string name, [MaybeNullWhen(false)] out IVideoProvider provider) => byName.TryGetValue(name, out provider);

    /// <exception cref="InvalidOperationException">The provider has no key (any more).</exception>
    public IVideoProvider Get(string name) =>
        TryGet(name, out var provider) ? provider : throw new InvalidOperationException($"The provider {name} has no key here.");
}
