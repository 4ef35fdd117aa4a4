using System.Globalization;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>What Linux tells of a process.</summary>
internal static class ProcessFigures
{
    private const double TicksPerSecond = 100;

    public static TimeSpan Cpu(int process) => Stat($"/proc/{process}/stat").Cpu;

    /// <summary>The processor time of a child of this process that has a word in its command line.</summary>
    public static TimeSpan ChildCpu(string word)
    {
        var sum = TimeSpan.Zero;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                var (parent, cpu) = Stat(Path.Combine(folder, "stat"));
                if (parent == Environment.ProcessId && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(word, StringComparison.Ordinal))
                {
                    sum += cpu;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return sum;
    }

    /// <param name="figure"><c>VmRSS</c> or <c>VmHWM</c>.</param>
    public static long Memory(int process, string figure)
    {
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(text => text.StartsWith(figure, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    private static (int Parent, TimeSpan Cpu) Stat(string path)
    {
        // The name in parentheses may hold anything; fields are counted after it.
        var text = File.ReadAllText(path);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return (int.Parse(fields[1], CultureInfo.InvariantCulture), TimeSpan.FromSeconds(ticks / TicksPerSecond));
    }
}
