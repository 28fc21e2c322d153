export { configureScope, receiveDocument, type IncomingDocument, type Reception } from "./receive.ts";
export { Writer, type Origin, type Receipt, type WriterPorts } from "./writer.ts";
