using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker;

/// <summary>How a worker runs orchestrations and activities.</summary>
public class DurableTaskWorkerOptions
{
    private DataConverter _dataConverter = JsonDataConverter.Default;

    public enum VersionMatchStrategy
    {
        None = 0,
        Strict = 1,
        CurrentOrOlder = 2,
    }

    public enum VersionFailureStrategy
    {
        Reject = 0,
        Fail = 1,
    }

    public ConcurrencyOptions Concurrency { get; } = new();

    public DataConverter DataConverter
    {
        get => _dataConverter;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _dataConverter = value;
            DataConverterIsSet = true;
        }
    }

    public bool IsVersioningSet => Versioning is not null;

    /// <summary>Timers that are longer become a chain of timers of this length; default three days.</summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    public VersioningOptions? Versioning { get; set; }

    internal bool DataConverterIsSet { get; private set; }

    /// <summary>How many work items run at the same time.</summary>
    public class ConcurrencyOptions
    {
        public int MaximumConcurrentActivityWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = 100 * Environment.ProcessorCount;
    }

    /// <summary>Which versions of orchestrations this worker runs, and what becomes of the others.</summary>
    public class VersioningOptions
    {
        public string DefaultVersion { get; set; } = string.Empty;

        public VersionFailureStrategy FailureStrategy { get; set; } = VersionFailureStrategy.Reject;

        public VersionMatchStrategy MatchStrategy { get; set; } = VersionMatchStrategy.None;

        public string Version { get; set; } = string.Empty;
    }
}
