using Spectre.Console;

namespace VideoPipeline.Cli.Shell;

/// <summary>
/// Rows under headings, as wide as the terminal allows: where it is too narrow, columns that can be missed are left out, and where that
/// is not enough each row is a block of lines. Nothing is broken in the middle, because ids are copied from here.
/// </summary>
internal sealed class RowTable(Terminal terminal, params IReadOnlyList<Column> columns)
{
    // Around a cell and between two of them.
    private const int Gap = 3;

    private readonly List<Cell[]> _rows = [];

    public void Add(params IReadOnlyList<Cell> cells) => _rows.Add([.. cells]);

    public void Write()
    {
        var shown = Enumerable.Range(0, columns.Count).Where(column => _rows.Count == 0 || _rows.Exists(row => row[column].Text is not ("" or "-"))).ToList();
        while (Width(shown) > terminal.Out.Profile.Width && shown.FindLastIndex(column => columns[column].MayBeMissed) is >= 0 and var last)
        {
            shown.RemoveAt(last);
        }

        if (Width(shown) <= terminal.Out.Profile.Width)
        {
            WriteTable(shown);
        }
        else
        {
            WriteBlocks();
        }
    }

    private int Width(IEnumerable<int> shown) => shown.Sum(column => Natural(column) + Gap);

    private int Natural(int column) => _rows.Select(row => row[column].Text.Length).Append(columns[column].Heading.Length).Max();

    private void WriteTable(List<int> shown)
    {
        var table = Tables.Create(terminal, shown.Select(column => (columns[column].IsFigure ? ">" : "") + columns[column].Heading));
        foreach (var column in table.Columns)
        {
            column.NoWrap = true;
        }

        foreach (var row in _rows)
        {
            table.AddRow(shown.Select(column => new Text(row[column].Text, row[column].Style)));
        }

        terminal.Out.Write(table);
    }

    private void WriteBlocks()
    {
        var label = columns.Max(column => column.Heading.Length);
        foreach (var row in _rows)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                if (row[column].Text is not ("" or "-"))
                {
                    terminal.Out.Write(new Text($"{columns[column].Heading.PadRight(label)}  ", Style.Plain));
                    terminal.Out.Write(new Text(row[column].Text + Environment.NewLine, row[column].Style));
                }
            }

            terminal.Line("");
        }
    }
}

/// <param name="IsFigure">Stands at the right.</param>
/// <param name="MayBeMissed">Left out where the terminal is too narrow; the last such column first.</param>
internal sealed record Column(string Heading, bool IsFigure = false, bool MayBeMissed = false);

/// <param name="Text">What is not known is a dash.</param>
internal sealed record Cell(string Text, Style Style)
{
    public static implicit operator Cell(string text) => new(text, Style.Plain);
}
