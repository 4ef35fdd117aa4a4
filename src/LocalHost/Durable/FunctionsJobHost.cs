using System.Runtime.ExceptionServices;
using System.Text;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.DurableTask.Sqlite;
using VideoPipeline.LocalHost.Hosting;
using VideoPipeline.LocalHost.Worker;
using FunctionMetadata = VideoPipeline.LocalHost.Worker.FunctionMetadata;

namespace VideoPipeline.LocalHost.Durable;

/// <summary>WebJobs with the real durable and timer extensions over one method per function.</summary>
internal sealed class FunctionsJobHost : IAsyncDisposable
{
    private static readonly TimeSpan s_drainWithin = TimeSpan.FromSeconds(20);

    private readonly IHost host;
    private readonly JobHost jobs;
    private readonly FunctionMethods methods;

    private FunctionsJobHost(IHost host, FunctionMethods methods)
    {
        this.host = host;
        this.methods = methods;
        jobs = (JobHost)host.Services.GetRequiredService<IJobHost>();
        Durable = host.Services.GetServices<IExtensionConfigProvider>().OfType<DurableTaskExtension>().Single();
    }

    /// <summary>The extension, which answers its own management API.</summary>
    public IAsyncConverter<HttpRequestMessage, HttpResponseMessage> Durable { get; }

    public static async Task<FunctionsJobHost> StartAsync(
        HostSettings settings, IReadOnlyList<FunctionMetadata> functions, WorkerSupervisor workers, Func<Uri> webhooks, Action<Exception> storeFailed,
        ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var runner = new FunctionRunner(workers, functions.ToDictionary(function => function.Name));
        var methods = new FunctionMethods(functions, runner.RunAsync);
        var host = new HostBuilder()
            .ConfigureAppConfiguration(builder => builder.AddConfiguration(settings.Configuration))
            .ConfigureWebJobs(builder =>
            {
                builder.AddAzureStorageCoreServices();
                builder.AddDurableTask();
                builder.AddTimers();
            })
            .ConfigureServices(services =>
            {
                services.AddSqliteDurabilityProvider(options =>
                {
                    options.DatabasePath = Path.Combine(settings.DataDirectory, "taskhub.db");
                    options.StoreFailed = storeFailed;
                });
                services.AddSingleton(loggers);
                services.AddSingleton<ITypeLocator>(methods);
                services.AddSingleton<IHostIdProvider>(new HostId(settings));
                services.AddSingleton<IWebJobsExceptionHandler>(new TimeoutRecycles(workers));
#pragma warning disable CS0618 // The extension asks for it all the same.
                services.AddSingleton<IWebHookProvider>(new WebHooks(webhooks));
#pragma warning restore CS0618
                services.AddSingleton<ScheduleMonitor>(
                    new FileSystemScheduleMonitor(Directory.CreateDirectory(Path.Combine(settings.DataDirectory, "timers")).FullName));
                services.Configure<JobHostFunctionTimeoutOptions>(options =>
                {
                    var timeout = settings.HostJson.GetValue("functionTimeout", TimeSpan.FromMinutes(30));
                    // Less than nothing is how host.json says "never".
                    options.Timeout = timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero;
                    options.ThrowOnTimeout = true;
                    options.GracePeriod = TimeSpan.FromSeconds(5);
                });
                services.Configure<HostOptions>(options => options.ShutdownTimeout = s_drainWithin);
            })
            .Build();
        await host.StartAsync(cancellationToken);
        return new FunctionsJobHost(host, methods);
    }

    public Task CallAsync(string function, HostCall call, CancellationToken cancellationToken) =>
        jobs.CallAsync(methods[function], new Dictionary<string, object> { ["trigger"] = call }, cancellationToken);

    /// <summary>Takes no more work, lets what runs come to its end for a while, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await jobs.StopAsync().WaitAsync(s_drainWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>Names this app's leases in its storage; two hosts on one task hub share it.</summary>
    private sealed class HostId(HostSettings settings) : IHostIdProvider
    {
        public Task<string> GetHostIdAsync(CancellationToken cancellationToken)
        {
            var hub = settings.HostJson["extensions:durableTask:hubName"] ?? "functions";
            var id = new StringBuilder().AppendJoin("", hub.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)).ToString();
            return Task.FromResult(id[..Math.Min(id.Length, 32)]);
        }
    }

    private sealed class TimeoutRecycles(WorkerSupervisor workers) : IWebJobsExceptionHandler
    {
        public async Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod)
        {
            // A function that was cancelled and does not end holds its worker: only a fresh one is rid of it.
            await Task.Delay(timeoutGracePeriod);
            workers.Recycle();
        }

        public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
        {
            exceptionInfo.Throw();
            return Task.CompletedTask;
        }
    }

#pragma warning disable CS0618
    private sealed class WebHooks(Func<Uri> address) : IWebHookProvider
#pragma warning restore CS0618
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => address();
    }
}
