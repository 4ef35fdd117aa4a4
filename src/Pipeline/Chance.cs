namespace VideoPipeline;

/// <summary>Where the app takes what is not to be foreseen: ids, nonces, and how far repeated calls are spread.</summary>
public class Chance
{
    public virtual Guid NewId() => Guid.NewGuid();

    /// <summary>An id that sorts by its time.</summary>
    public virtual Guid NewId(DateTimeOffset time) => Guid.CreateVersion7(time);

    /// <summary>At least 0 and less than 1.</summary>
    public virtual double NextDouble() => Random.Shared.NextDouble();
}
