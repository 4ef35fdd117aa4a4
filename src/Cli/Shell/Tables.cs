using Spectre.Console;

namespace VideoPipeline.Cli.Shell;

internal static class Tables
{
    /// <summary>A table with these headings; a heading that begins with '>' stands over right-aligned figures.</summary>
    public static Table Create(Terminal terminal, params IEnumerable<string> headings)
    {
        var table = new Table { Border = terminal.Live ? TableBorder.Simple : TableBorder.None };
        foreach (var heading in headings)
        {
            var column = new TableColumn(Markup.Escape(heading.TrimStart('>'))) { NoWrap = !terminal.Live };
            table.AddColumn(heading.StartsWith('>') ? column.RightAligned() : column);
        }

        return table;
    }
}
