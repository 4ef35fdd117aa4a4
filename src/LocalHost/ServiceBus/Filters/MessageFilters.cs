using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Filters;

/// <summary>Decides whether a subscription takes a message.</summary>
internal interface IMessageFilter
{
    bool Matches(BrokeredContent content);
}

internal static class MessageFilters
{
    private static readonly IMessageFilter[] Everything = [new CorrelationFilter([])];

    public static IReadOnlyList<IMessageFilter> From(SubscriptionOptions options)
    {
        IMessageFilter[] filters =
        [
            .. options.SqlFilters.Select(SqlFilter.Parse),
            .. options.CorrelationFilters.Select(conditions => new CorrelationFilter(conditions)),
        ];
        return filters.Length == 0 ? Everything : filters;
    }
}
