using System.Globalization;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Demo;

/// <summary>Where the videos, covers and the bill of a run are left to look at. What an earlier run left there under the same names is replaced.</summary>
internal sealed class DemoOutput(string directory)
{
    public string Directory => directory;

    public string Bill => Path.Combine(directory, "bill.csv");

    /// <summary>The file of an item: its name in letters that every file system takes.</summary>
    public FileStream Create(string item, string extension)
    {
        try
        {
            System.IO.Directory.CreateDirectory(directory);
            return File.Create(Path.Combine(directory, NameOf(item) + extension));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{directory} cannot be written to: {fault.Message}");
        }
    }

    internal static string NameOf(string item)
    {
        var name = string.Concat(item.ToLower(CultureInfo.InvariantCulture).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        return string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } some ? some : "item";
    }
}
