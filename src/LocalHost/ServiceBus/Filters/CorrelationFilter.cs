using System.Globalization;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Filters;

/// <summary>All conditions must hold, each an equality; strings are compared with case, as the service does.</summary>
internal sealed class CorrelationFilter(IReadOnlyDictionary<string, string> conditions) : IMessageFilter
{
    public CorrelationFilter(KeyValuePair<string, string>[] conditions)
        : this(new Dictionary<string, string>(conditions))
    {
    }

    public bool Matches(BrokeredContent content) => conditions.All(condition =>
        MessageFields.Value(content, condition.Key) is { } value
        && Convert.ToString(value, CultureInfo.InvariantCulture) == condition.Value);
}
