using System.Globalization;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>Which instances a query or a purge is about; null bounds and lists mean all.</summary>
internal sealed record InstanceFilter(
    DateTimeOffset? CreatedFrom, DateTimeOffset? CreatedTo, IReadOnlyList<OrchestrationRuntimeStatus>? Statuses, string? Prefix = null)
{
    /// <summary>A condition with four parameters in this order: lower and upper bound of the creation, prefix, its length.</summary>
    public string Sql => "created >= ? AND created <= ? AND substr(id, 1, ?) = ?" + StatusSql;

    private string StatusSql => Statuses is null
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $" AND status IN (-1{string.Concat(Statuses.Select(s => $", {(int)s}"))})");

    public int Bind(SqliteStatement statement, int first)
    {
        statement.Bind(first, CreatedFrom?.UtcTicks ?? 0L);
        statement.Bind(first + 1, CreatedTo?.UtcTicks ?? long.MaxValue);
        statement.Bind(first + 2, (long)(Prefix?.Length ?? 0));
        statement.Bind(first + 3, Prefix ?? string.Empty);
        return first + 4;
    }
}
