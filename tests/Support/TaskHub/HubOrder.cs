namespace VideoPipeline.Support.TaskHub;

/// <summary>In which order a hub hands out what is ready: as it came, or any, chosen by a seed.</summary>
/// <param name="random">Null keeps the order in which things came.</param>
/// <param name="duplicates">The share of activities that are handed out twice, as a store may that promises each at least once.</param>
public sealed class HubOrder(Random? random = null, double duplicates = 0)
{
    internal T Take<T>(List<T> ready)
    {
        var at = random?.Next(ready.Count) ?? 0;
        var taken = ready[at];
        ready.RemoveAt(at);
        return taken;
    }

    internal bool Doubles() => random is not null && random.NextDouble() < duplicates;
}
