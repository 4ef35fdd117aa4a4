#nullable disable
namespace Azure.Messaging.ServiceBus;

public class ServiceBusClientOptions
{
    public string Identifier { get; set; }

    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}

public class ServiceBusRetryOptions
{
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);

    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(60);

    public int MaxRetries { get; set; } = 3;

    public ServiceBusRetryMode Mode { get; set; } = ServiceBusRetryMode.Exponential;

    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(60);

    internal TimeSpan DelayBefore(int retry)
    {
        if (Mode == ServiceBusRetryMode.Fixed)
        {
            return Delay;
        }

        var delay = Delay * Math.Pow(2, retry - 1);
        return delay < MaxDelay ? delay : MaxDelay;
    }
}

public class ServiceBusSenderOptions
{
    public string Identifier { get; set; }
}

public class ServiceBusReceiverOptions
{
    public string Identifier { get; set; }

    public int PrefetchCount { get; set; }

    public ServiceBusReceiveMode ReceiveMode { get; set; }

    public SubQueue SubQueue { get; set; }
}

public class CreateMessageBatchOptions
{
    public long? MaxSizeInBytes { get; set; }
}
