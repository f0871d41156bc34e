((nil
  . ((eglot-workspace-configuration
      . (:rust-analyzer
         (
          ;; Shows failing promises where your code is. Remove this line if you do not want that.
          :check (:overrideCommand ["cargo" "kata" "editor"])
          ;; What you type in the terminal never waits for the editor.
          :cargo (:targetDir t))))
     ;; The same for those who use lsp-mode.
     (lsp-rust-analyzer-cargo-override-command . ["cargo" "kata" "editor"])
     )))
