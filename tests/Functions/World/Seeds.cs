using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>Ids and chance that follow from a seed.</summary>
internal sealed class SeededChance(int seed) : Chance
{
    private readonly Random _random = new(seed);

    public override Guid NewId()
    {
        var bytes = new byte[16];
        lock (_random)
        {
            _random.NextBytes(bytes);
        }

        return new Guid(bytes);
    }

    public override Guid NewId(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes);
        NewId().ToByteArray().AsSpan(9, 7).CopyTo(bytes[9..]);
        bytes[7] = 0x70;
        bytes[6] = 0;
        bytes[8] = 0x80;
        return new Guid(bytes);
    }

    public override double NextDouble()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}

/// <summary>The resellers' ids, by a seed.</summary>
internal sealed class SeededTaskIds(int seed) : TaskIds
{
    private readonly SeededChance _chance = new(seed);

    public override Guid New() => _chance.NewId();
}
