using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace VideoPipeline.Cli.Up;

/// <summary>
/// A second copy of this program that outlives it: it reads the ids of our child processes from a pipe, and when the pipe breaks
/// because we were killed, it kills those that are left, with all their descendants.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    public const string Verb = "__guard";

    private readonly Process _process;

    private ProcessGuard(Process process) => _process = process;

    public static ProcessGuard Start()
    {
        var self = typeof(ProcessGuard).Assembly.Location;
        var start = new ProcessStartInfo(DotNet.Path)
        {
            ArgumentList = { self, Verb },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ProcessGuard(Process.Start(start) ?? throw new InvalidOperationException("The guard process did not start."));
    }

    public void Add(int processId) => Tell('+', processId);

    public void Remove(int processId) => Tell('-', processId);

    public void Dispose()
    {
        _process.StandardInput.Dispose();
        _process.Dispose();
    }

    /// <summary>What the second copy does until its standard input ends.</summary>
    public static int Watch(TextReader input)
    {
        // Ctrl-C reaches the whole foreground group; the guard has to stay until its parent is gone.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        var left = new HashSet<int>();
        while (input.ReadLine() is { Length: > 1 } line)
        {
            var processId = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            _ = line[0] == '+' ? left.Add(processId) : left.Remove(processId);
        }

        foreach (var processId in left)
        {
            ProcessTree.Kill(processId);
        }

        return 0;
    }

    private void Tell(char sign, int processId)
    {
        try
        {
            _process.StandardInput.WriteLine($"{sign}{processId}");
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Somebody killed the guard; its absence matters only if we are killed as well.
        }
    }
}
