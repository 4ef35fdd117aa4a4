using System.Globalization;
using DurableTask.Core;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>Which instances a query or a purge is about; null is no condition.</summary>
internal sealed record InstanceFilter
{
    public DateTime? CreatedFrom { get; init; }

    public DateTime? CreatedTo { get; init; }

    public IReadOnlyCollection<OrchestrationStatus>? Statuses { get; init; }

    public string? Prefix { get; init; }

    public bool ExcludeEntities { get; init; }

    /// <summary>A column of times and the moment before which it must lie.</summary>
    public (string Column, DateTime Before)? Older { get; init; }

    public long After { get; init; }

    public string Sql =>
        "i.key > ? AND i.created >= ? AND i.created <= ? AND substr(i.id, 1, ?) = ?"
        + (Statuses is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $" AND i.status IN (-1{string.Concat(Statuses.Select(s => $", {(int)s}"))})"))
        + (ExcludeEntities ? " AND substr(i.id, 1, 1) <> '@'" : string.Empty)
        + (Older is { } older ? string.Create(CultureInfo.InvariantCulture, $" AND i.{older.Column} < {older.Before.Utc().Ticks}") : string.Empty);

    /// <summary>Binds the five parameters and says which index is next.</summary>
    public int Bind(SqliteStatement statement, int first)
    {
        statement.Bind(first, After);
        statement.Bind(first + 1, CreatedFrom?.Utc().Ticks ?? 0L);
        statement.Bind(first + 2, CreatedTo?.Utc().Ticks ?? long.MaxValue);
        // SQLite counts characters where .NET counts UTF-16 units.
        statement.Bind(first + 3, (long)(Prefix?.EnumerateRunes().Count() ?? 0));
        statement.Bind(first + 4, Prefix ?? string.Empty);
        return first + 5;
    }
}
