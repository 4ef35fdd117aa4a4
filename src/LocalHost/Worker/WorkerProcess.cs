using System.Diagnostics;
using System.Text.Json;
using VideoPipeline.LocalHost.Hosting;
using VideoPipeline.LocalHost.Http;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>One life of the app's worker: started, asked for its functions, and loaded.</summary>
internal sealed class WorkerProcess
{
    private static readonly TimeSpan s_endWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_hungUpFor = TimeSpan.FromSeconds(1);

    private readonly Process process;

    private WorkerProcess(Process process, WorkerChannel channel)
    {
        this.process = process;
        Channel = channel;
        Ended = EndedAsync();
    }

    public WorkerChannel Channel { get; }

    public int Id => process.Id;

    /// <summary>Whether calls can no longer be answered: the stream may tell a moment after the process has gone.</summary>
    public bool HasEnded => Channel.HasEnded || process.HasExited;

    public IReadOnlyList<FunctionMetadata> Functions { get; private set; } = [];

    /// <summary>The worker's own web server, which answers HTTP functions.</summary>
    public string? HttpUri { get; private set; }

    /// <summary>Completes with the exit code when the process has gone and everything it owed has failed.</summary>
    public Task<int> Ended { get; }

    public static async Task<WorkerProcess> StartAsync(
        HostSettings settings, Uri rpc, WorkerChannels channels, Action<RpcLog> log, Action<string> output, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        var channel = channels[id] = new WorkerChannel(log);
        var process = await WorkerLauncher.StartAsync(Command(settings.AppDirectory, rpc, id), settings.AppDirectory, Variables(settings));
        process.OutputDataReceived += (_, line) => Forward(line.Data, output);
        process.ErrorDataReceived += (_, line) => Forward(line.Data, output);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var worker = new WorkerProcess(process, channel);
        _ = worker.Ended.ContinueWith(_ => channels.TryRemove(id, out WorkerChannel? _), TaskScheduler.Default);
        LeftWorker.Note(settings.DataDirectory, process);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(settings.WorkerStartTimeout);
            await worker.LoadAsync(settings.AppDirectory, deadline.Token);
            return worker;
        }
        catch (Exception exception)
        {
            worker.Kill();
            var exitCode = await worker.Ended;
            throw exception switch
            {
                OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                    new TimeoutException($"The app's worker was not ready within {settings.WorkerStartTimeout.TotalSeconds:0} s."),
                WorkerProcessExitException => new WorkerEndedEarlyException(exitCode),
                _ => exception,
            };
        }
    }

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Asks it to end, and ends it where it does not.</summary>
    public async Task EndAsync()
    {
        Channel.Write(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
        try
        {
            Signals.AskToEnd(process);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        try
        {
            await Ended.WaitAsync(s_endWithin);
        }
        catch (TimeoutException)
        {
            Kill();
            await Ended;
        }
    }

    private static List<string> Command(string appDirectory, Uri rpc, string id)
    {
        var path = Path.Combine(appDirectory, "worker.config.json");
        if (!File.Exists(path))
        {
            throw new StartFailure(StartFailure.App, $"There is no worker.config.json in {appDirectory}: it holds no built Functions app.");
        }

        using var config = JsonDocument.Parse(File.ReadAllBytes(path));
        var description = config.RootElement.GetProperty("description");
        return
        [
            description.GetProperty("defaultExecutablePath").GetString()!,
            Path.Combine(appDirectory, description.GetProperty("defaultWorkerPath").GetString()!),
            "--host", rpc.Host, "--port", $"{rpc.Port}", "--workerId", id, "--requestId", id, "--grpcMaxMessageLength", $"{int.MaxValue}",
            "--functions-uri", rpc.ToString(), "--functions-worker-id", id, "--functions-request-id", id,
            "--functions-grpc-max-message-length", $"{int.MaxValue}",
        ];
    }

    private static Dictionary<string, string?> Variables(HostSettings settings)
    {
        var listening = ListenAddresses.Read(settings.Configuration);
        var variables = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in settings.LocalValues)
        {
            variables[name] = Environment.GetEnvironmentVariable(name) ?? value;
        }

        variables["AzureWebJobsStorage"] = settings.Configuration["AzureWebJobsStorage"];
        variables["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        variables["FUNCTIONS_APPLICATION_DIRECTORY"] = settings.AppDirectory;
        variables["AZURE_FUNCTIONS_ENVIRONMENT"] = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? "Development";
        // The addresses are the host's; the worker's own server takes a free port.
        variables["ASPNETCORE_URLS"] = null;
        variables["WEBSITE_HOSTNAME"] = listening.LoopbackName;
        variables["CONTAINER_NAME"] = null;
        // What the app opens without a key to this machine alone; nobody but the host knows where it listens.
        variables["LocalHost__OnLoopback"] = listening.BeyondLoopback ? "false" : "true";
        return variables;
    }

    private static void Forward(string? line, Action<string> output)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            output(line);
        }
    }

    private async Task LoadAsync(string appDirectory, CancellationToken cancellationToken)
    {
        await Channel.Started.WaitAsync(cancellationToken);
        var init = (await Channel.AskAsync(
            new StreamingMessage
            {
                WorkerInitRequest = new WorkerInitRequest
                {
                    HostVersion = "4.1000.0",
                    WorkerDirectory = appDirectory,
                    FunctionAppDirectory = appDirectory,
                },
            },
            nameof(WorkerInitRequest),
            cancellationToken)).WorkerInitResponse;
        Demand(init.Result);
        HttpUri = init.Capabilities.TryGetValue("HttpUri", out var uri) ? uri : null;

        var metadata = (await Channel.AskAsync(
            new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appDirectory } },
            nameof(FunctionsMetadataRequest),
            cancellationToken)).FunctionMetadataResponse;
        Demand(metadata.Result);
        Functions = [.. metadata.FunctionMetadataResults.Select(rpc => new FunctionMetadata(rpc)).OrderBy(function => function.Name, StringComparer.Ordinal)];
        foreach (var function in Functions)
        {
            var loaded = await Channel.AskAsync(
                new StreamingMessage { FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Rpc } },
                function.Id,
                cancellationToken);
            Demand(loaded.FunctionLoadResponse.Result);
        }
    }

    private static void Demand(StatusResult? result)
    {
        if (result?.Status == StatusResult.Types.Status.Failure)
        {
            throw new FunctionFailedException(result);
        }
    }

    private async Task<int> EndedAsync()
    {
        // One that has hung up is of no more use, and must not go on beside the next.
        var exit = process.WaitForExitAsync();
        if (await Task.WhenAny(exit, Channel.Completed) != exit)
        {
            await exit.WaitAsync(s_hungUpFor).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Kill();
        }

        await exit;
        Channel.End();
        return process.ExitCode;
    }
}
