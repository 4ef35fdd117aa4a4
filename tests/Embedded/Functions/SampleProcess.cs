using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Embedded.Tests.Functions;

/// <summary>The sample app as a process of its own.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder errors = new();

    private SampleProcess(Process process) => this.process = process;

    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    public static SampleProcess Start(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProject.PathOf("SampleApp"), "--urls=http://127.0.0.1:0", "--AzureWebJobsStorage=", .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var sample = new SampleProcess(new Process { StartInfo = start });
        sample.process.OutputDataReceived += (_, line) => sample.Read(line.Data);
        sample.process.ErrorDataReceived += (_, line) => sample.ReadError(line.Data);
        sample.process.Start();
        sample.process.BeginOutputReadLine();
        sample.process.BeginErrorReadLine();
        return sample;
    }

    public Task<Uri> ListensAsync() => address.Task.WaitAsync(Deadline);

    public async Task<int> EndsAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return process.ExitCode;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await EndsAsync();
    }

    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        return await EndsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is not null && Listening().Match(line) is { Success: true } match)
        {
            address.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    private void ReadError(string? line)
    {
        lock (errors)
        {
            errors.AppendLine(line);
        }
    }

    [GeneratedRegex("Listening on (http://[^ ]+)")]
    private static partial Regex Listening();
}
