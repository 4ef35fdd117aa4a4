using System.Collections.Immutable;
using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>What clients are told of instances: the store's row, and for unfinished ones how they stand in memory.</summary>
internal sealed class InstanceQueries(EngineCore core)
{
    public OrchestrationMetadata? Get(string instanceId, bool withPayloads)
    {
        if (core.Directory.TryGet(instanceId, out var instance) && instance.IsCommitted)
        {
            var input = withPayloads ? core.Reader.Find(instance.Key)?.Input : null;
            if (Standing(instance, input, withPayloads) is { } standing)
            {
                return standing;
            }
        }

        return core.Reader.Find(instanceId) is { } row ? Stored(row, withPayloads) : null;
    }

    public IReadOnlyList<Episode> History(string instanceId) =>
        core.Reader.Find(instanceId) is { } row ? core.Reader.History(row.Key) : [];

    public Page<OrchestrationMetadata> List(OrchestrationQuery query, string? token, int? sizeHint)
    {
        var statuses = query.Statuses?.ToArray() is { Length: > 0 } set ? set : null;
        var filter = new InstanceFilter(query.CreatedFrom, query.CreatedTo, statuses, query.InstanceIdPrefix);
        var size = Math.Max(1, sizeHint ?? query.PageSize);
        var after = ParseToken(token ?? query.ContinuationToken);

        var found = new List<OrchestrationMetadata>();
        while (true)
        {
            var rows = core.Reader.List(filter, after, size);
            foreach (var row in rows)
            {
                after = row.Key;
                if (Current(row, query.FetchInputsAndOutputs) is { } one && (statuses is null || statuses.Contains(one.RuntimeStatus)))
                {
                    found.Add(one);
                }

                if (found.Count == size)
                {
                    return new Page<OrchestrationMetadata>(found, after.ToString(CultureInfo.InvariantCulture));
                }
            }

            if (rows.Count < size)
            {
                return new Page<OrchestrationMetadata>(found);
            }
        }
    }

    private static long ParseToken(string? token) => token switch
    {
        null or "" => 0,
        _ => long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? after
            : throw new ArgumentException($"'{token}' is no continuation token of this store.", nameof(token)),
    };

    private OrchestrationMetadata? Current(InstanceRow row, bool withPayloads)
    {
        if (row.Status != InstanceRow.Active)
        {
            return Stored(row, withPayloads);
        }

        if (core.Directory.TryGet(row.Key, out var instance))
        {
            return Standing(instance, row.Input, withPayloads) ?? ReadAgain();
        }

        return ReadAgain();

        // It ended after its row was read.
        OrchestrationMetadata? ReadAgain() => core.Reader.Find(row.Key) is { } ended ? Stored(ended, withPayloads) : null;
    }

    private OrchestrationMetadata? Standing(Instance instance, string? input, bool withPayloads)
    {
        lock (instance.Gate)
        {
            return instance.IsEnded ? null : new OrchestrationMetadata(instance.Name, instance.Id)
            {
                CreatedAt = new DateTimeOffset(instance.CreatedAt),
                LastUpdatedAt = new DateTimeOffset(instance.UpdatedAt),
                RuntimeStatus = instance.Status,
                Tags = Tags(instance.Tags),
                DataConverter = withPayloads ? core.Options.DataConverter : null,
                SerializedCustomStatus = withPayloads ? instance.CustomStatus : null,
                SerializedInput = withPayloads ? input : null,
            };
        }
    }

    private OrchestrationMetadata Stored(InstanceRow row, bool withPayloads) => new(row.Name, row.Id)
    {
        CreatedAt = new DateTimeOffset(row.Created),
        LastUpdatedAt = new DateTimeOffset(row.Updated),
        RuntimeStatus = row.Status == InstanceRow.Active ? OrchestrationRuntimeStatus.Running : (OrchestrationRuntimeStatus)row.Status,
        Tags = Tags(row.Tags),
        DataConverter = withPayloads ? core.Options.DataConverter : null,
        SerializedCustomStatus = withPayloads ? row.CustomStatus : null,
        SerializedInput = withPayloads ? row.Input : null,
        SerializedOutput = withPayloads ? row.Output : null,
        FailureDetails = withPayloads ? row.Failure : null,
    };

    private static IReadOnlyDictionary<string, string> Tags(string? stored) =>
        TagText.Read(stored) ?? ImmutableDictionary<string, string>.Empty;
}
