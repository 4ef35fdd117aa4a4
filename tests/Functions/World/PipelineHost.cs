using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Telemetry;
using VideoPipeline.Jobs;
using VideoPipeline.Support.Actors;
using VideoPipeline.Support.TaskHub;
using VideoPipeline.Support.Worker;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>The whole app in this process, spoken to over HTTP like any other.</summary>
internal sealed class PipelineHost : IAsyncDisposable
{
    public const string OperatorKey = "operator";

    private const int TurnsAsleep = 400;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly PipelineWorld _world;

    private PipelineHost(PipelineWorld world, InProcessWorker worker)
    {
        _world = world;
        Worker = worker;
        Http = new HttpClient(new DescribedAnswers(worker.CreateHandler())) { BaseAddress = new Uri("http://localhost"), Timeout = s_patience };
    }

    /// <summary>
    /// When a call that nobody answers counts as hanging, in turns of a millisecond and more: late, unless a test makes one hang on
    /// purpose.
    /// </summary>
    public int HangsAfterTurns { get; set; } = 20_000;

    public HttpClient Http { get; }

    public InProcessWorker Worker { get; }

    public IServiceProvider Services => Worker.Services;

    public HubLife Engine => Worker.Life!;

    public DurableTaskClient Durable => Worker.Durable;

    public static async Task<PipelineHost> StartAsync(
        PipelineWorld world, IEnumerable<(string Name, string Value)> settings, HostParts? parts = null)
    {
        string[] args =
        [
            "--Logging:LogLevel:Default=Error",
            "--Logging:LogLevel:Microsoft.AspNetCore=Error",
            .. settings.Select(setting => $"--{setting.Name}={setting.Value}"),
        ];
        var fault = parts?.Fault ?? world.Traffic.Move;
        var worker = await InProcessWorker.StartAsync(
            parts?.Hub ?? world.Hub,
            args,
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                new ServiceBusExtensionStartup().Configure(builder);
                builder.UseMiddleware<UnreadableBodies>();
                builder.UseMiddleware<JobTracing>();
                builder.UseMiddleware<StrictQuery>();
                builder.Services.AddVideoFunctions(builder.Configuration);

                // The worker finds these by its entry assembly, which here is the test runner's.
                builder.Services.AddSingleton<IFunctionMetadataProvider, GeneratedFunctionMetadataProvider>();
                builder.Services.AddSingleton<IFunctionExecutor, DirectFunctionExecutor>();
                builder.Services.AddSingleton<TimeProvider>(world.Time);
                builder.Services.AddSingleton<BlobServiceClient>(parts?.Blobs ?? world.Blobs);
                builder.Logging.SetMinimumLevel(LogLevel.Error);
                world.Traffic.Watch(builder.Services);
                if (parts?.Actors is { } actors)
                {
                    builder.Services.PostConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(
                        client => client.AdditionalHandlers.Add(new ActorHandler(actors))));
                }

                parts?.Services?.Invoke(builder.Services);
            },
            fault,
            parts?.Actors);
        if (worker.Services.GetRequiredService<EventBus>().IsConfigured)
        {
            await worker.ListenAsync(name => worker.Services.GetRequiredService<IConfiguration>()[name]);
        }

        return new PipelineHost(world, worker);
    }

    /// <summary>Lets virtual time pass, timer by timer, until something holds.</summary>
    /// <param name="within">Of virtual time; what takes longer fails the test.</param>
    public async Task RunUntilAsync(Func<Task<bool>> holds, TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var deadline = _world.Time.GetUtcNow() + (within ?? TimeSpan.FromDays(10));
        while (true)
        {
            await _world.Traffic.WhenStillAsync(Engine, _world.Blobs, () => patience.IsCancellationRequested, HangsAfterTurns, TurnsAsleep);
            patience.Token.ThrowIfCancellationRequested();
            if (await holds())
            {
                return;
            }

            Assert.True(_world.Time.NextTimerDue is { } due && due <= deadline, $"Nothing more happens before {deadline:O}.");
            _world.Time.AdvanceToNextTimer();
        }
    }

    /// <summary>Lets so much virtual time pass, timer by timer.</summary>
    public Task PassAsync(TimeSpan time)
    {
        var end = _world.Time.GetUtcNow() + time;
        return RunUntilAsync(() => Task.FromResult(_world.Time.GetUtcNow() > end));
    }

    /// <summary>Lets virtual time pass until the job is settled or parked, and answers it.</summary>
    public async Task<JobDocument> RunToEndAsync(string jobId)
    {
        JobDocument? job = null;
        await RunUntilAsync(async () =>
        {
            job = await GetAsync(jobId);
            return job.Status.IsSettledOrParked && await Durable.GetInstanceAsync(jobId) is null or { IsCompleted: true };
        });
        return job!;
    }

    public async Task<JobDocument> SubmitAsync(object request, string? idempotencyKey = null)
    {
        using var response = await PostAsync("/api/videos", request, ("Idempotency-Key", idempotencyKey));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JobDocument>(text, Json.Options)!;
    }

    public async Task<JobDocument> GetAsync(string jobId) =>
        (await Http.GetFromJsonAsync<JobDocument>($"/api/videos/{jobId}", Json.Options))!;

    public async Task<HttpResponseMessage> PostAsync(string route, object body, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route)
        {
            Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, Json.Options), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Dies at once: nothing is flushed, nothing finished.</summary>
    public void Kill() => Worker.Kill();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Worker.DisposeAsync();
    }
}
