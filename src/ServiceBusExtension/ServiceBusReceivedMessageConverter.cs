using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

// AZFW0009 asks for a converter that the analyzer can see used; the attribute of this project names it.
#pragma warning disable AZFW0009
[SupportsDeferredBinding]
#pragma warning restore AZFW0009
[SupportedTargetType(typeof(ServiceBusReceivedMessage))]
[SupportedTargetType(typeof(ServiceBusReceivedMessage[]))]
internal sealed class ServiceBusReceivedMessageConverter : IInputConverter
{
    private const string Source = "AzureServiceBusReceivedMessage";
    private const string ContentType = "application/octet-stream";
    private const int LockTokenLength = 16;

    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        try
        {
            return new(context.Source switch
            {
                ModelBindingData data => ConversionResult.Success(Read(data)),
                CollectionModelBindingData many => ConversionResult.Success(many.ModelBindingData.Select(Read).ToArray()),
                _ => ConversionResult.Unhandled(),
            });
        }
        catch (Exception exception)
        {
            return new(ConversionResult.Failed(exception));
        }
    }

    private static ServiceBusReceivedMessage Read(ModelBindingData data)
    {
        if (data is not { Source: Source, ContentType: ContentType })
        {
            throw new InvalidOperationException($"Binding data of '{data.Source}' in '{data.ContentType}' is no Service Bus message.");
        }

        var content = data.Content.ToMemory();
        return ServiceBusReceivedMessage.FromAmqpMessage(
            AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(content[LockTokenLength..])),
            BinaryData.FromBytes(content[..LockTokenLength]));
    }
}
