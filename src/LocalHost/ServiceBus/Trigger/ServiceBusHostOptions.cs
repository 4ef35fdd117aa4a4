using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace VideoPipeline.LocalHost.ServiceBus.Trigger;

/// <summary>The section <c>extensions:serviceBus</c> of host.json; defaults are the extension's.</summary>
internal sealed class ServiceBusHostOptions
{
    public bool AutoCompleteMessages { get; set; } = true;
    public int MaxConcurrentCalls { get; set; } = 16 * Environment.ProcessorCount;
    public int PrefetchCount { get; set; }
    public TimeSpan MaxAutoLockRenewalDuration { get; set; } = TimeSpan.FromMinutes(5);
    public RetryOptions? ClientRetryOptions { get; set; }

    /// <param name="section">That of host.json, whatever it stands under.</param>
    public static ServiceBusHostOptions From(IConfiguration section)
    {
        var options = new ServiceBusHostOptions();
        section.Bind(options);
        return options;
    }

    public ServiceBusProcessorOptions ForProcessor(bool? autoComplete) => new()
    {
        AutoCompleteMessages = autoComplete ?? AutoCompleteMessages,
        MaxConcurrentCalls = Math.Max(1, MaxConcurrentCalls),
        PrefetchCount = Math.Max(0, PrefetchCount),
        MaxAutoLockRenewalDuration = MaxAutoLockRenewalDuration,
    };

    public ServiceBusClientOptions ForClient()
    {
        var options = new ServiceBusClientOptions();
        if (ClientRetryOptions is { } retry)
        {
            options.RetryOptions.Mode = retry.Mode;
            options.RetryOptions.MaxRetries = retry.MaxRetries;
            options.RetryOptions.Delay = retry.Delay;
            options.RetryOptions.MaxDelay = retry.MaxDelay;
            options.RetryOptions.TryTimeout = retry.TryTimeout;
        }

        return options;
    }

    internal sealed class RetryOptions
    {
        public ServiceBusRetryMode Mode { get; set; } = ServiceBusRetryMode.Exponential;
        public int MaxRetries { get; set; } = 3;
        public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);
        public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);
        public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
    }
}
