using System.ComponentModel;
using System.Diagnostics;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Up;

/// <summary>A process that we own: its output goes to a log file, and it ends with us.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly StreamWriter _log;
    private readonly Action<string> _seen;
    private readonly Task _pumps;
    private bool _isDisposed;

    private ChildProcess(string name, Process process, ProcessGuard guard, FileStream log, Action<string> seen)
    {
        _seen = seen;
        Name = name;
        LogFile = log.Name;
        _process = process;
        _guard = guard;
        guard.Add(process.Id);
        process.StandardInput.Close();
        _log = new StreamWriter(log) { AutoFlush = true };
        _pumps = Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError));
        Ended = process.WaitForExitAsync();
    }

    public string Name { get; }

    public string LogFile { get; }

    public Task Ended { get; }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    /// <param name="seen">Gets every line that it writes.</param>
    public static ChildProcess Start(ProcessOrder order, string logDirectory, ProcessGuard guard, Action<string>? seen = null)
    {
        var start = new ProcessStartInfo(order.Program, order.Arguments)
        {
            WorkingDirectory = order.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        order.Settings.ApplyTo(start.Environment);
        Directory.CreateDirectory(logDirectory);
        try
        {
            var process = Process.Start(start)!;
            var mode = order.GoOnWithLog ? FileMode.Append : FileMode.Create;
            var log = new FileStream(Path.Combine(logDirectory, order.Name + ".log"), mode, FileAccess.Write, FileShare.ReadWrite);
            return new ChildProcess(order.Name, process, guard, log, seen ?? (_ => { }));
        }
        catch (Win32Exception fault)
        {
            throw new CommandFailedException($"{order.Name} cannot be started ({order.Program}): {fault.Message}");
        }
    }

    /// <summary>The end of its log, to be shown when it failed.</summary>
    public string LogTail(int lines = 25)
    {
        using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return string.Join(Environment.NewLine, reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines).Select(line => line.TrimEnd('\r')));
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        ProcessTree.Ask(_process);
        if (OperatingSystem.IsWindows() || await Task.WhenAny(Ended, Task.Delay(Grace)) != Ended)
        {
            ProcessTree.Kill(_process.Id);
        }

        await Ended;
        _guard.Remove(_process.Id);
        // A descendant that inherited the pipes could keep them open.
        await Task.WhenAny(_pumps, Task.Delay(TimeSpan.FromSeconds(1)));
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.WriteLine(line);
            }

            _seen(line);
        }
    }
}
