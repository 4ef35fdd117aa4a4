using Microsoft.DurableTask;
using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Worker;
using VideoPipeline.Embedded.DurableTask.Replay;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>Whether a worker of a certain version runs an instance of another one.</summary>
internal readonly record struct VersionCheck(bool LeaveToOthers, Ending.Failed? Failure)
{
    public static VersionCheck For(DurableTaskWorkerOptions.VersioningOptions? versioning, string instanceVersion)
    {
        if (versioning is null || Matches(versioning, instanceVersion))
        {
            return default;
        }

        if (versioning.FailureStrategy == DurableTaskWorkerOptions.VersionFailureStrategy.Reject)
        {
            return new VersionCheck(true, null);
        }

        var message = $"The orchestration version '{instanceVersion}' is not one that this worker ('{versioning.Version}') runs.";
        return new VersionCheck(
            false,
            new Ending.Failed(null, new TaskFailureDetails("VersionMismatch", message, null, null, new Dictionary<string, object?>()), true));
    }

    private static bool Matches(DurableTaskWorkerOptions.VersioningOptions versioning, string instanceVersion)
    {
        var order = TaskOrchestrationVersioningUtils.CompareVersions(instanceVersion, versioning.Version);
        return versioning.MatchStrategy switch
        {
            DurableTaskWorkerOptions.VersionMatchStrategy.Strict => order == 0,
            DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder => order <= 0,
            _ => true,
        };
    }
}
