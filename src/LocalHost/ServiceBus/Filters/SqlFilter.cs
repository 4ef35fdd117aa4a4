using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Filters;

/// <summary>A filter in the service's SQL subset; a comparison with a missing property is unknown, and unknown takes nothing.</summary>
internal sealed class SqlFilter : IMessageFilter
{
    private readonly Func<BrokeredContent, bool?> condition;

    private SqlFilter(Func<BrokeredContent, bool?> condition) => this.condition = condition;

    /// <exception cref="FormatException">The expression is not understood; the message says where.</exception>
    public static SqlFilter Parse(string expression) => new(new SqlFilterParser(expression).Parse());

    public bool Matches(BrokeredContent content) => condition(content) == true;
}
